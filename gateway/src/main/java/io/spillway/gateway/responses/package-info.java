/**
 * Where responses are kept: a pod holds them in its memory, and no other can go on from them.
 *
 * <p>Start at {@link io.spillway.gateway.responses.ResponseTable}. <b>Invariant.</b> What one
 * tenant made, no other tenant finds.
 */
@NullMarked
package io.spillway.gateway.responses;

import org.jspecify.annotations.NullMarked;
