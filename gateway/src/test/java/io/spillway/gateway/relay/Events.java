package io.spillway.gateway.relay;

/** Pieces of an engine's answers. */
public final class Events {
  /** What vLLM sends first. */
  public static final String ROLE =
      data(
          "{\"id\":\"c\",\"model\":\"served\",\"choices\":[{\"index\":0,\"delta\":"
              + "{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}");

  /** The end of the only choice. */
  public static final String STOP = finish(0, "stop");

  /** The usage event. */
  public static final String USAGE =
      data(
          "{\"id\":\"c\",\"model\":\"served\",\"choices\":[],\"usage\":"
              + "{\"prompt_tokens\":7,\"total_tokens\":9,\"completion_tokens\":2}}");

  /** The last event. */
  public static final String DONE = "data: [DONE]\n\n";

  /** A complete stream of one word. */
  public static final String HELLO = ROLE + text("hello") + STOP + USAGE + DONE;

  /** The same as the client gets it when it did not ask for usage. */
  public static final String HELLO_SHOWN = ROLE + text("hello") + STOP + DONE;

  /** A complete answer that is no stream. */
  public static final String ANSWER =
      "{\"id\":\"c\",\"object\":\"chat.completion\",\"model\":\"served\",\"choices\":[{\"index\":0,"
          + "\"message\":{\"role\":\"assistant\",\"content\":\"hello\"},\"finish_reason\":\"stop\"}],"
          + "\"usage\":{\"prompt_tokens\":7,\"total_tokens\":9,\"completion_tokens\":2}}";

  private Events() {}

  /** One event with this data. */
  public static String data(String json) {
    return "data: " + json + "\n\n";
  }

  /** A word of the first choice. */
  public static String text(String word) {
    return text(0, word);
  }

  /** A word of a choice. */
  public static String text(int index, String word) {
    return data(
        "{\"id\":\"c\",\"model\":\"served\",\"choices\":[{\"index\":"
            + index
            + ",\"delta\":{\"content\":\""
            + word
            + "\"},\"finish_reason\":null}]}");
  }

  /** The end of a choice. */
  public static String finish(int index, String reason) {
    return data(
        "{\"id\":\"c\",\"model\":\"served\",\"choices\":[{\"index\":"
            + index
            + ",\"delta\":{},\"finish_reason\":\""
            + reason
            + "\"}]}");
  }
}
