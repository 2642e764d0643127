package io.spillway.warmup.driver;

import java.util.random.RandomGenerator;

/**
 * The texts of warm-up completions: of a usual length, and each different from its first word on.
 *
 * <p>Were they the same, the second would be answered from the prefix cache, and its first token
 * would say nothing about how fast the pod reads a prompt.
 */
final class WarmupText {
  private static final String BODY =
      " is the number of this note. A reading room opens at eight in the morning and closes at nine"
          + " in the evening. Visitors leave their coats at the door, take a seat by the window if"
          + " one is free, and ask at the desk for the books they want to read. Most books arrive"
          + " within a quarter of an hour; those kept in the cellar take until the afternoon. On"
          + " Fridays the room closes earlier, and on the first Monday of the month it stays shut"
          + " while the shelves are counted. Now count from one to ten in words, one word a line,"
          + " and write nothing else.";

  private WarmupText() {}

  static String next(RandomGenerator random) {
    return Long.toUnsignedString(random.nextLong()) + BODY;
  }
}
