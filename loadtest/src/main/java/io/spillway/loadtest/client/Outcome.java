package io.spillway.loadtest.client;

/** How a request ended, as its client saw it. */
public sealed interface Outcome {
  /**
   * The whole answer arrived.
   *
   * @param finish the reason the engine gave
   */
  record Success(String finish) implements Outcome {}

  /**
   * The server said that it failed, in a way every client notices.
   *
   * @param status of the response; 200 for an error within a stream
   * @param code the error's code, or its type when it has none
   */
  record DeclaredError(int status, String code) implements Outcome {
    /** Whether the answer had begun when it failed. */
    public boolean cut() {
      return status < 400;
    }
  }

  /**
   * Neither an answer nor an error: what must never happen.
   *
   * @param reason the kind of loss
   * @param detail what was seen
   */
  record Lost(LostReason reason, String detail) implements Outcome {}

  /**
   * The generator itself gave it up.
   *
   * @param reason why
   */
  record Cancelled(CancelReason reason) implements Outcome {}

  /** The outcome's name in reports. */
  default String label() {
    return switch (this) {
      case Success _ -> "success";
      case DeclaredError _ -> "declared error";
      case Lost _ -> "lost";
      case Cancelled _ -> "cancelled";
    };
  }
}
