package io.spillway.gateway.session;

import io.spillway.gateway.config.SessionSource;

/**
 * The session a request belongs to.
 *
 * @param affinityKey what its place is remembered by
 * @param source where the key was found
 */
public record SessionKey(long affinityKey, SessionSource source) {}
