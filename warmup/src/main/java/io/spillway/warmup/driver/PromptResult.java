package io.spillway.warmup.driver;

import java.time.Duration;

/**
 * A completion that arrived whole.
 *
 * @param firstToken time from asking to its first real content
 */
public record PromptResult(Duration firstToken) {}
