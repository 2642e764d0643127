package io.spillway.loadtest.bench.wire;

/**
 * What a client saw in one span of time.
 *
 * @param requests answered whole and rightly
 * @param events content events that came
 * @param errors requests that were not answered so, or could not be sent
 * @param latency from a request's due moment to its whole answer
 * @param firstToken from a stream's request to its first event
 * @param eventDelay from an event's sending to its arrival, without the first of a stream
 */
public record Tally(
    long requests,
    long events,
    long errors,
    DelayHistogram latency,
    DelayHistogram firstToken,
    DelayHistogram eventDelay) {}
