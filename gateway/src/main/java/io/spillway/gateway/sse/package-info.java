/**
 * Server-sent events as engines send them: where one ends, what it says, whether a stream is whole.
 *
 * <p>Start at {@link io.spillway.gateway.sse.SseSplitter}, then {@link
 * io.spillway.gateway.sse.EventReader}; each shape of stream is a {@code StreamMeaning}. Whole
 * answers are {@link io.spillway.gateway.sse.AnswerReader}'s. <b>Invariant.</b> An event's bytes
 * are never changed here.
 */
@NullMarked
package io.spillway.gateway.sse;

import org.jspecify.annotations.NullMarked;
