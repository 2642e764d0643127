package io.spillway.loadtest.trace;

/**
 * One message of a chat prompt.
 *
 * @param role {@code system}, {@code user} or {@code assistant}
 * @param content its text
 */
public record Message(String role, String content) {}
