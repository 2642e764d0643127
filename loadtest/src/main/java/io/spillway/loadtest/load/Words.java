package io.spillway.loadtest.load;

import java.util.Locale;

/** Text with numbers that look the same in every country. */
public final class Words {
  private Words() {}

  /** A format, as of {@link String#format}, filled in. */
  // The annotation the check asks for is not among the run-time dependencies.
  @SuppressWarnings("AnnotateFormatMethod")
  public static String say(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
