package io.spillway.gateway.sse;

import io.spillway.gateway.inspect.ByteRange;
import io.spillway.gateway.json.JsonCursor;
import io.spillway.gateway.json.JsonCursor.Kind;
import io.spillway.gateway.json.Names;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Gives the events of a stream that goes on with another the place of that other's: its {@code id},
 * {@code created} and {@code model}, and usage that counts both as one answer.
 */
public final class ContinuedEvents {
  private enum Key {
    ID("id"),
    CREATED("created"),
    MODEL("model"),
    USAGE("usage");

    static final Names<Key> NAMES = Names.of(Key.class, key -> key.name);

    final String name;

    Key(String name) {
      this.name = name;
    }
  }

  private enum Count {
    PROMPT("prompt_tokens"),
    OUTPUT("completion_tokens"),
    TOTAL("total_tokens"),
    DETAILS("prompt_tokens_details"),
    CACHED("cached_tokens");

    static final Names<Count> NAMES = Names.of(Count.class, count -> count.name);

    final String name;

    Count(String name) {
      this.name = name;
    }
  }

  /** Bytes {@code at} become {@code with}; never compared. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Edit(ByteRange at, byte[] with) {}

  /** A number of tokens, and where it stands. */
  private record Tokens(ByteRange at, int tokens) {}

  private final JsonCursor cursor = new JsonCursor();
  private final Map<Key, byte[]> identity = new EnumMap<>(Key.class);
  private final TokenUsage before;
  private final List<Edit> edits = new ArrayList<>();
  private final Map<Count, Tokens> counts = new EnumMap<>(Count.class);

  private ContinuedEvents(TokenUsage before) {
    this.before = before;
  }

  /**
   * Events that go on with an answer.
   *
   * @param answer what was said of it
   * @param before what that cost
   */
  public static ContinuedEvents of(AnswerSoFar answer, TokenUsage before) {
    var continued = new ContinuedEvents(before);
    byte[] first = answer.first();
    if (first != null) {
      continued.learn(first);
    }
    return continued;
  }

  /** The event as the client shall read it: one line of data. */
  public byte[] rewritten(byte[] event, int from, int to) {
    var data = new EventData().of(event, from, to);
    edits.clear();
    cursor.over(data.bytes(), data.from(), data.to());
    if (cursor.kind() == Kind.OBJECT) {
      cursor.enter();
      while (cursor.nextMember()) {
        readMember();
      }
    }
    edits.sort(Comparator.comparingInt(edit -> edit.at().from()));
    var json = new ByteArrayOutputStream(to - from + 64);
    int at = data.from();
    for (Edit edit : edits) {
      json.write(data.bytes(), at, edit.at().from() - at);
      json.writeBytes(edit.with());
      at = edit.at().to();
    }
    json.write(data.bytes(), at, data.to() - at);
    return event(json.toString(StandardCharsets.UTF_8));
  }

  /** What both cost together. */
  public TokenUsage usage(TokenUsage own) {
    int output = sum(before.outputTokens(), own.outputTokens());
    if (!own.reported()) {
      return new TokenUsage(
          before.promptTokens(), before.cachedTokens(), output, before.reported());
    }
    int prompt = promptTokens(own.promptTokens());
    return new TokenUsage(prompt, Math.min(prompt, own.cachedTokens()), output, true);
  }

  /**
   * The events that end the answer when its bound on tokens is reached and only that was not said.
   *
   * @param withUsage whether usage is asked for; it is left out as long as nobody counted the
   *     prompt
   */
  public byte[] endedByLength(boolean withUsage) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(
        event(
            head()
                + "[{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"length\"}]}"));
    if (withUsage && before.reported()) {
      String counted =
          "\"prompt_tokens\":%d,\"total_tokens\":%d,\"completion_tokens\":%d"
              .formatted(
                  before.promptTokens(),
                  sum(before.promptTokens(), before.outputTokens()),
                  before.outputTokens());
      out.writeBytes(event(head() + "[],\"usage\":{" + counted + "}}"));
    }
    out.writeBytes(event("[DONE]"));
    return out.toByteArray();
  }

  private String head() {
    var head = new StringBuilder("{");
    identity.forEach((key, value) -> {
      head.append('"').append(key.name).append("\":");
      head.append(new String(value, StandardCharsets.UTF_8)).append(',');
    });
    return head.append("\"object\":\"chat.completion.chunk\",\"choices\":").toString();
  }

  private void learn(byte[] json) {
    if (cursor.over(json, 0, json.length).kind() != Kind.OBJECT) {
      return;
    }
    cursor.enter();
    while (cursor.nextMember()) {
      Key key = cursor.in(Key.NAMES);
      ByteRange value = value();
      if (key != null && key != Key.USAGE) {
        identity.put(key, Arrays.copyOfRange(json, value.from(), value.to()));
      }
    }
  }

  private void readMember() {
    Key key = cursor.in(Key.NAMES);
    if (key == Key.USAGE && cursor.kind() == Kind.OBJECT) {
      readUsage();
      return;
    }
    ByteRange value = value();
    byte[] kept = key == null ? null : identity.get(key);
    if (kept != null) {
      edits.add(new Edit(value, kept));
    }
  }

  private void readUsage() {
    counts.clear();
    readCounts();
    int prompt = promptTokens(tokens(Count.PROMPT));
    int output = sum(before.outputTokens(), tokens(Count.OUTPUT));
    count(Count.PROMPT, prompt);
    count(Count.OUTPUT, output);
    count(Count.TOTAL, sum(prompt, output));
    count(Count.CACHED, Math.min(prompt, tokens(Count.CACHED)));
  }

  private void readCounts() {
    cursor.enter();
    while (cursor.nextMember()) {
      Count count = cursor.in(Count.NAMES);
      if (count == Count.DETAILS && cursor.kind() == Kind.OBJECT) {
        readCounts();
        continue;
      }
      boolean number = cursor.kind() == Kind.NUMBER;
      ByteRange value = value();
      if (count != null && number) {
        int tokens = (int) Math.clamp(cursor.integer(), 0L, Integer.MAX_VALUE);
        counts.put(count, new Tokens(value, tokens));
      }
    }
  }

  private int tokens(Count count) {
    Tokens number = counts.get(count);
    return number == null ? 0 : number.tokens();
  }

  private void count(Count count, int tokens) {
    Tokens number = counts.get(count);
    if (number != null) {
      byte[] digits = Integer.toString(tokens).getBytes(StandardCharsets.US_ASCII);
      edits.add(new Edit(number.at(), digits));
    }
  }

  private ByteRange value() {
    cursor.kind();
    int from = cursor.position();
    cursor.skip();
    return new ByteRange(from, cursor.position());
  }

  /** The prompt the client sent: what was said before is part of the one that goes on. */
  private int promptTokens(int own) {
    return before.reported() ? before.promptTokens() : Math.max(0, own - before.outputTokens());
  }

  private static int sum(int a, int b) {
    return (int) Math.min(Integer.MAX_VALUE, (long) a + b);
  }

  /** In valid JSON a line's end is nothing but a blank. */
  private static byte[] event(String data) {
    return ("data: " + data.replace('\n', ' ').replace('\r', ' ') + "\n\n")
        .getBytes(StandardCharsets.UTF_8);
  }
}
