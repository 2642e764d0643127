/**
 * The gateway as a process: what it is made of, how it starts, takes a new configuration and
 * leaves.
 *
 * <p>Start at {@link io.spillway.gateway.serve.Gateway}. <b>Invariant.</b> A configuration that
 * cannot be taken changes nothing.
 */
@NullMarked
package io.spillway.gateway.serve;

import org.jspecify.annotations.NullMarked;
