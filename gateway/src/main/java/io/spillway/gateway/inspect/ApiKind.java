package io.spillway.gateway.inspect;

import io.spillway.router.Labeled;

/** The kinds of request that take a slot. */
public enum ApiKind implements Labeled {
  CHAT("chat", "/v1/chat/completions"),
  COMPLETIONS("completions", "/v1/completions"),
  EMBEDDINGS("embeddings", "/v1/embeddings");

  private final String label;
  private final String path;

  ApiKind(String label, String path) {
    this.label = label;
    this.path = path;
  }

  @Override
  public String label() {
    return label;
  }

  /** The path clients ask for, and the path on an engine. */
  public String path() {
    return path;
  }

  /** True when answers may be event streams. */
  public boolean streams() {
    return this != EMBEDDINGS;
  }
}
