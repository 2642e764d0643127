package io.spillway.loadtest.load;

/** Text within a page. */
final class Html {
  private Html() {}

  /** A text whose characters mean only themselves. */
  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
