package io.spillway.gateway.fleet;

/**
 * Who comes to the one endpoint that can answer.
 *
 * @param tenant whose request it is
 * @param stream true when it stays for a stream
 */
public record Visitor(String tenant, boolean stream) {}
