package io.spillway.loadtest.client;

/**
 * Tokens an engine reports for one request.
 *
 * @param prompt tokens of the prompt
 * @param cached those of them it had in its prefix cache
 * @param completion tokens of the answer
 */
public record Usage(long prompt, long cached, long completion) {
  /** Nothing was reported. */
  public static final Usage NONE = new Usage(0, 0, 0);
}
