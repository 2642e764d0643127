package io.spillway.gateway.sse;

/**
 * Tokens of one answer.
 *
 * @param promptTokens as the engine reported them; 0 when it did not
 * @param cachedTokens those of them that came from a cache; -1 when unknown
 * @param outputTokens as the engine reported them, else an estimate
 * @param reported true when the engine reported
 */
public record TokenUsage(int promptTokens, int cachedTokens, int outputTokens, boolean reported) {}
