package io.spillway.loadtest.bench.wire;

import static io.spillway.loadtest.bench.wire.HeadText.ascii;

/** What a bench engine sends, put together once; the shapes are vLLM's. */
final class EngineBytes {
  private static final String MODEL = BenchEngine.MODEL;
  private static final String ENVELOPE =
      "data: {\"id\":\"chatcmpl-0123456789abcdef\",\"object\":\"chat.completion.chunk\","
          + "\"created\":1767225600,\"model\":\""
          + MODEL
          + "\",\"choices\":[";
  private static final String USAGE =
      "\"usage\":{\"prompt_tokens\":16,\"total_tokens\":80,\"completion_tokens\":64}";

  static final byte[] STREAM_HEAD =
      ascii(
          String.join(
              "\r\n",
              "HTTP/1.1 200 OK",
              "content-type: text/event-stream; charset=utf-8",
              "cache-control: no-cache",
              "transfer-encoding: chunked",
              "",
              ""));

  static final byte[] ROLE =
      chunk(
          ENVELOPE
              + "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},"
              + "\"logprobs\":null,\"finish_reason\":null}]}\n\n");

  /** One content event; its stamp is written over the digits at {@link #STAMP_AT}. */
  static final byte[] EVENT =
      chunk(
          ENVELOPE
              + "{\"index\":0,\"delta\":{\"content\":\" "
              + (char) Stamp.MARK
              + "0".repeat(Stamp.DIGITS)
              + "\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n");

  static final int STAMP_AT = HeadText.find(EVENT, EVENT.length, new byte[] {Stamp.MARK}) + 1;

  private static final byte[] FINISH =
      chunk(
          ENVELOPE
              + "{\"index\":0,\"delta\":{\"content\":\"\"},\"logprobs\":null,"
              + "\"finish_reason\":\"stop\",\"stop_reason\":null}]}\n\n");
  private static final byte[] LAST = ascii("e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n");
  private static final byte[] USAGE_EVENT = chunk(ENVELOPE + "]," + USAGE + "}\n\n");

  /** How a stream ends. */
  static final byte[] END = join(FINISH, LAST);

  /** How a stream ends for one who asked for usage. */
  static final byte[] END_WITH_USAGE = join(join(FINISH, USAGE_EVENT), LAST);

  static final byte[] ANSWER =
      json(
          "{\"id\":\"chatcmpl-0123456789abcdef\",\"object\":\"chat.completion\","
              + "\"created\":1767225600,\"model\":\""
              + MODEL
              + "\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
              + "The quick brown fox jumps over the lazy dog. ".repeat(6)
              + "\",\"refusal\":null,\"tool_calls\":[]},\"logprobs\":null,"
              + "\"finish_reason\":\"stop\",\"stop_reason\":null}],"
              + USAGE
              + ",\"prompt_logprobs\":null}");

  static final byte[] MODELS =
      json(
          "{\"object\":\"list\",\"data\":[{\"id\":\""
              + MODEL
              + "\",\"object\":\"model\",\"created\":1767225600,\"owned_by\":\"vllm\","
              + "\"max_model_len\":131072}]}");

  static final byte[] NOT_FOUND = ascii("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n");

  private EngineBytes() {}

  private static byte[] chunk(String event) {
    return ascii(Integer.toHexString(event.length()) + "\r\n" + event + "\r\n");
  }

  private static byte[] json(String body) {
    return ascii(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: "
            + body.length()
            + "\r\n\r\n"
            + body);
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] both = java.util.Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
