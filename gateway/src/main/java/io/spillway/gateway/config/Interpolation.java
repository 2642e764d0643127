package io.spillway.gateway.config;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Fills in the references of a value: <code>${NAME}</code> takes an environment variable, <code>
 * ${file:/path}</code> a file without its last line end, <code>$$</code> is a dollar; any other
 * dollar stands for itself. What was filled in is not looked through again.
 */
final class Interpolation {
  private static final int LENGTH_MAX = 64 * 1024;
  private static final int FILES_MAX = 1000;
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final String FORMS = "${NAME}, ${file:/path}, or $$ for a dollar";

  private final Map<String, String> environment;
  private final MountedFiles files;
  private final Map<Path, Outcome> read = new HashMap<>();

  Interpolation(Map<String, String> environment, MountedFiles files) {
    this.environment = environment;
    this.files = files;
  }

  /** What became of a value. */
  sealed interface Outcome {
    /** The value with everything filled in. */
    record Text(String text) implements Outcome {
      @Override
      public String toString() {
        return "Text[" + Secret.SHOWN + "]";
      }
    }

    /** A well-formed reference leads nowhere. */
    record Dangling(String reference, String expected) implements Outcome {}

    /** A reference is not well formed; it may be part of a secret. */
    record Malformed(String expected) implements Outcome {}
  }

  /** Fills in {@code raw}. */
  Outcome expand(String raw) {
    var out = new StringBuilder();
    int at = 0;
    while (at < raw.length()) {
      int dollar = raw.indexOf('$', at);
      if (dollar < 0) {
        break;
      }
      out.append(raw, at, dollar);
      if (raw.startsWith("${", dollar)) {
        int end = raw.indexOf('}', dollar);
        if (end < 0) {
          return new Outcome.Malformed(FORMS);
        }
        switch (reference(raw.substring(dollar + 2, end))) {
          case Outcome.Text(String text) -> out.append(text);
          case Outcome.Dangling dangling -> {
            return dangling;
          }
          case Outcome.Malformed malformed -> {
            return malformed;
          }
        }
        at = end + 1;
      } else {
        out.append('$');
        at = dollar + (raw.startsWith("$$", dollar) ? 2 : 1);
      }
      if (out.length() > LENGTH_MAX) {
        return new Outcome.Malformed("at most " + LENGTH_MAX + " characters");
      }
    }
    return new Outcome.Text(out.append(raw, at, raw.length()).toString());
  }

  private Outcome reference(String reference) {
    if (reference.startsWith("file:")) {
      return file(reference.substring("file:".length()));
    }
    if (!NAME.matcher(reference).matches()) {
      return new Outcome.Malformed(FORMS);
    }
    String value = environment.get(reference);
    return value == null
        ? new Outcome.Dangling(
            "${" + reference + "}", "environment variable " + reference + " to be set")
        : new Outcome.Text(value);
  }

  private Outcome file(String name) {
    Path path;
    try {
      path = Path.of(name);
    } catch (InvalidPathException e) {
      return new Outcome.Malformed(FORMS);
    }
    if (!path.isAbsolute()) {
      return new Outcome.Malformed("an absolute path after file:");
    }
    if (read.size() >= FILES_MAX && !read.containsKey(path)) {
      return new Outcome.Malformed("at most " + FILES_MAX + " files");
    }
    return read.computeIfAbsent(path, this::content);
  }

  private Outcome content(Path path) {
    try {
      return new Outcome.Text(files.read(path).replaceFirst("\\r?\\n\\z", ""));
    } catch (IOException e) {
      return new Outcome.Dangling(
          "${file:" + path + "}", "a readable file; " + reason(e, path.toString()));
    }
  }

  /** Why a file cannot be read, without repeating its path. */
  static String reason(IOException e, String path) {
    return switch (e) {
      case NoSuchFileException _ -> "no such file";
      case AccessDeniedException _ -> "access denied";
      default -> {
        String message = String.valueOf(e.getMessage());
        yield message.equals(path) ? e.getClass().getSimpleName() : Shown.value(message);
      }
    };
  }
}
