package io.spillway.gateway.fleet;

/**
 * An overflow target at one moment, for metrics and pages.
 *
 * @param state {@code available}, {@code full}, or {@code cooling_down} after a refusal
 * @param overheadSeconds expected time to the first token of an empty prompt
 * @param secondsPerPromptToken what each token of a prompt adds
 */
public record TargetSnapshot(
    String name,
    int inFlight,
    int concurrency,
    String state,
    double overheadSeconds,
    double secondsPerPromptToken) {}
