package io.spillway.loadtest.system;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Predicate;

/** A client library, unchanged, as the scenarios of {@link ClientsIT} use it. */
interface ClientLibrary extends AutoCloseable {
  /**
   * Where a client goes, and how.
   *
   * @param port the gateway's
   * @param key what it presents
   * @param retries how often it comes again by itself; absent: what is usual for it
   */
  record Connection(int port, String key, OptionalInt retries) {
    String baseUrl() {
      return "http://127.0.0.1:" + port + "/v1";
    }
  }

  /**
   * What is asked.
   *
   * @param extra fields of the body that only the simulated engine knows, and others
   */
  record Ask(String model, String prompt, Map<String, Object> extra) {
    /** An answer of so many tokens. */
    static Ask of(String model, String prompt, int tokens) {
      return new Ask(model, prompt, Map.of("sim_output_tokens", tokens));
    }

    Ask with(String field, Object value) {
      var more = new HashMap<>(extra);
      more.put(field, value);
      return new Ask(model, prompt, more);
    }
  }

  /** What came, in words of the API; the text of a stream is with whoever consumed it. */
  record Answer(String text, String finish, int outputTokens) {}

  /**
   * A tool that the model wants called.
   *
   * @param arguments JSON
   * @param answerWith sends the tool's result back and gives the model's answer to it
   */
  record ToolCall(
      String finish, String name, String arguments, Function<String, Answer> answerWith) {}

  /** What an exception says of the gateway's answer; 0 and empty where it says nothing. */
  record Told(int status, String code, String message) {}

  Answer chat(Ask ask);

  /**
   * Streams until the end.
   *
   * @param onText takes each piece of text; false makes the client leave
   * @return the end; a client that left throws
   */
  Answer stream(Ask ask, Predicate<String> onText);

  /** Lets the model call the tool {@code note}, which takes a {@code text}. */
  ToolCall callTool(Ask ask, boolean streamed);

  /** The vector of each text. */
  List<List<Float>> embed(String model, List<String> texts);

  /** The names of the models there are. */
  List<String> models();

  Told told(Throwable failure);

  @Override
  void close();
}
