package io.spillway.gateway.config;

/** A place where a session key may be found, in the default order. */
public enum SessionSource {
  /** A request header. */
  HEADER("header"),
  /** The gateway's own cookie. */
  COOKIE("cookie"),
  /** The body's {@code prompt_cache_key}. */
  PROMPT_CACHE_KEY("prompt_cache_key"),
  /** A keyed hash of tenant, model, system prompt and first user message. */
  CONVERSATION("conversation"),
  /** The body's {@code user}. */
  USER("user"),
  /** The client's address. */
  CLIENT_IP("client-ip");

  private final String label;

  SessionSource(String label) {
    this.label = label;
  }

  /** The name in the configuration. */
  public String label() {
    return label;
  }
}
