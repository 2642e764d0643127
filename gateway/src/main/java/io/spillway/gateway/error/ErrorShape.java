package io.spillway.gateway.error;

/** The shapes in which APIs write errors. */
public enum ErrorShape {
  /** {@code {"error":{…}}}, in bodies and in streams. */
  OPENAI,
  /** As {@link #OPENAI} in bodies; in streams a flat event with a sequence number. */
  RESPONSES,
  /** {@code {"type":"error","error":{…}}}, in bodies and in streams. */
  ANTHROPIC
}
