package io.spillway.loadtest.engine.model;

/**
 * One token of a sequence.
 *
 * @param sequence the sequence, as {@link EngineScheduler#submit} named it
 * @param index the token's place in the output, from 0
 * @param cachedTokens prompt tokens that were found in the cache when the sequence first got a seat
 * @param last true if the sequence ended with it
 */
public record TokenOutput(long sequence, int index, int cachedTokens, boolean last) {}
