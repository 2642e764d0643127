package io.spillway.loadtest.cli;

/**
 * A command line that cannot be understood; the message is one line for the person who wrote it.
 */
public final class UsageException extends Exception {
  private static final long serialVersionUID = 1;

  /** Says what is wrong and what was expected. */
  public UsageException(String message) {
    super(message);
  }
}
