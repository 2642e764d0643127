/**
 * Where responses are kept: a pod holds them in its memory, and no other can go on from them.
 *
 * <p>Start at {@link io.spillway.gateway.responses.ResponseTable}; {@link
 * io.spillway.gateway.responses.Lineage} is one request's view of it.
 *
 * <p><b>Invariants.</b> What one tenant made, no other tenant finds, nor pushes out as long as it
 * has less itself.
 */
@NullMarked
package io.spillway.gateway.responses;

import org.jspecify.annotations.NullMarked;
