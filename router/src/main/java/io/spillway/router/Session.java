package io.spillway.router;

/**
 * The session that a request belongs to.
 *
 * @param key keyed hash of what names it; the same on all gateways
 * @param strict true when the request waits for the session's pod rather than move
 */
public record Session(long key, boolean strict) {}
