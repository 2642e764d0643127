package io.spillway.gateway.config;

/**
 * Something a valid configuration says that is probably not meant.
 *
 * @param path where it is
 * @param message what follows from it; never a secret's value
 */
public record Warning(String path, String message) {
  @Override
  public String toString() {
    return path + ": " + message;
  }
}
