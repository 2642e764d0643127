package io.spillway.gateway.responses;

/**
 * Where a response is kept.
 *
 * @param endpoint the endpoint's identity
 * @param model the configured model it was made by
 */
public record ResponsePlace(String endpoint, String model) {}
