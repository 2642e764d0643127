/**
 * Server-sent events as engines send them: where one ends, what it says, whether a stream is whole.
 *
 * <p>Start at {@link io.spillway.gateway.sse.SseSplitter}. <b>Invariant.</b> An event's bytes are
 * never changed here.
 */
@NullMarked
package io.spillway.gateway.sse;

import org.jspecify.annotations.NullMarked;
