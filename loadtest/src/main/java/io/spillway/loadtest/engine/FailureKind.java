package io.spillway.loadtest.engine;

import java.util.Arrays;
import java.util.List;

/** The ways in which a simulated engine fails; each is what some real engine was seen doing. */
public enum FailureKind {
  /** Answers with an error status at once; the value is the status. */
  STATUS("status", 503),
  /** Takes the request and never answers. */
  HANG("hang", 0),
  /** Sends the head of the answer, then nothing. */
  SILENCE("silence", 0),
  /** Sends the head, then only comments; the value is the milliseconds between two. */
  COMMENTS("comments", 200),
  /** Sends an error event before any token, then what its engine sends after one. */
  ERROR_FIRST("error-first", 0),
  /** Sends an error event after some tokens, then what its engine sends after one. */
  ERROR_AFTER("error-after", 5),
  /** Ends with finish reason {@code abort} after some tokens. */
  ABORT_AFTER("abort-after", 5),
  /** Sends the role and {@code [DONE]}, as vLLM does while it shuts down. */
  ROLE_DONE("role-done", 0),
  /** Ends the body cleanly after some tokens, without a finish reason or what stands for it. */
  END_AFTER("end-after", 5),
  /** Finishes, but without {@code [DONE]} or what stands for it. */
  NO_DONE("no-done", 0),
  /** Resets the connection after some tokens. */
  RESET_AFTER("reset-after", 5),
  /** Resets the connection in the middle of the event after some tokens. */
  HALF_EVENT("half-event", 5),
  /** Sends nothing more after some tokens. */
  STALL_AFTER("stall-after", 5),
  /** Sends every event in small pieces; the value is the milliseconds between two. */
  DRIP("drip", 10),
  /** Redirects elsewhere with 307. */
  REDIRECT("redirect", 0),
  /** Says 503 on {@code /health} and serves all the same. */
  UNHEALTHY("unhealthy", 0),
  /** Makes no more steps, of requests under way either; its health stays as it is. */
  WEDGED("wedged", 0),
  /** Closes its port; streams under way go on. */
  REFUSE("refuse", 0);

  private final String label;
  private final int defaultValue;

  FailureKind(String label, int defaultValue) {
    this.label = label;
    this.defaultValue = defaultValue;
  }

  /** Its name on the command line and in the header {@code x-sim-fail}. */
  public String label() {
    return label;
  }

  /** The value of a failure that names none. */
  public int defaultValue() {
    return defaultValue;
  }

  /** All names, for messages. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(FailureKind::label).toList();
  }

  /** True if it concerns the engine, not one request. */
  boolean ofEngine() {
    return this == UNHEALTHY || this == WEDGED || this == REFUSE;
  }
}
