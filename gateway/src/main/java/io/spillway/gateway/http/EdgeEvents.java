package io.spillway.gateway.http;

/** What the edge tells those who count. */
@FunctionalInterface
public interface EdgeEvents {
  /** A request was refused before it was placed. */
  void refused(int status);
}
