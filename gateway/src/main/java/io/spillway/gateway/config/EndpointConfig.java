package io.spillway.gateway.config;

import java.net.URI;

/**
 * One pod.
 *
 * <p>Across a reload a pod is the same one when its URL is the same. A name that was not given
 * follows the place in the list ({@code pod-0}, {@code pod-1}, …), so taking an entry out renames
 * those behind it without making them other pods; give names where that would mislead.
 *
 * @param name unique in its model, shown to clients
 * @param url scheme, host and port in lower case; no path
 */
public record EndpointConfig(String name, URI url) {}
