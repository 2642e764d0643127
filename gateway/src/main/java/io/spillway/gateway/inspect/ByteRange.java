package io.spillway.gateway.inspect;

/**
 * A part of a body.
 *
 * @param from first byte
 * @param to byte after the last
 */
public record ByteRange(int from, int to) {}
