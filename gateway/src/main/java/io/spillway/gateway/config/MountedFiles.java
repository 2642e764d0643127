package io.spillway.gateway.config;

import java.io.IOException;
import java.nio.file.Path;

/** Reads the files that {@code ${file:/path}} names. */
@FunctionalInterface
public interface MountedFiles {
  /**
   * The whole content of a file.
   *
   * @throws IOException when it is missing, unreadable, too large or not UTF-8; the message may be
   *     shown
   */
  String read(Path path) throws IOException;
}
