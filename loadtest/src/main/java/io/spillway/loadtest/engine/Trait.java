package io.spillway.loadtest.engine;

import io.spillway.loadtest.cli.Quantities;
import java.util.List;

/**
 * One way in which engines differ from each other as seen from outside; each can be set by itself.
 */
public enum Trait {
  HEADERS("headers", "first|token", "when a stream's head leaves: at once or with its first event"),
  LOADING(
      "loading",
      "refuse|503|refuse-503|drop",
      "what connections meet while it loads: bound but closed, an error, both in turn, a hang-up"),
  OVERLOAD(
      "overload",
      "wait|429|503|429-event|503-event",
      "above --max-waiting; -event: in a stream, after its 200"),
  ERRORS("errors", "nested|flat|string|typed|llamacpp", "the shape of error answers"),
  EVENT_ERRORS(
      "event-errors",
      "nested|object|flat|string|tgi|llamacpp|torn",
      "the shape of errors in a stream; torn: none, the connection breaks"),
  SPACE("data-space", "yes|no", "whether a blank follows data:"),
  NULL_ERROR("null-error", "no|yes", "whether every event has \"error\":null"),
  CHUNK_TOKENS("chunk-tokens", "NUMBER", "tokens in one event"),
  USAGE("usage", "end|asked|always", "usage in every event: never, when asked for, always"),
  REASONING("reasoning", "none|reasoning|reasoning_content", "the key of a first half of thoughts"),
  TOOLS(
      "tools",
      "asked|never|always",
      "whether answers are calls; asked: by tool_choice required or named; never after a result"),
  PING("ping", "TIME", "a comment after so much silence; 0s for never"),
  CONNECTION("connection", "keep|close", "what becomes of a connection after an answer"),
  HEALTH_DELAY("health-delay", "TIME", "how long its health takes"),
  HEALTH("health", "lies|honest", "whether health stays good while it sleeps or is wedged"),
  METRICS("metrics", "vllm|vllm-old|sglang|tgi|llamacpp|trtllm|none", "the names of its metrics"),
  METRICS_ENGINES("metrics-engines", "NUMBER", "engines in one pod, as far as metrics show"),
  METRICS_GARBAGE("metrics-garbage", "no|yes", "whether broken lines stand among the metrics"),
  METRICS_DELAY("metrics-delay", "TIME", "how long its metrics take"),
  METRICS_STATUS("metrics-status", "NUMBER", "the status its metrics come with"),
  SIGTERM(
      "sigterm",
      "drain|abort|drain-accept|drain-abort|abort-accept",
      "a stop lets old requests end or aborts them; new ones are refused, accepted, or both"),
  CACHED_TOKENS("cached-tokens", "yes|no", "whether usage says how much of the prompt was cached"),
  JITTER("jitter", "PERCENT", "by how much each step may be longer or shorter by chance"),
  STORE(
      "store", "yes|no", "whether responses are kept, in this process only; no: store is ignored"),
  LACKS("lacks", "FAMILIES", "endpoints it answers with 404, with commas between"),
  LORA("lora", "NAMES", "adapters it serves beside its model, with commas between");

  private static final int NUMBER_MAX = 1000;

  private final String label;
  private final String allowed;
  private final String help;

  Trait(String label, String allowed, String help) {
    this.label = label;
    this.allowed = allowed;
    this.help = help;
  }

  /** Its name, on the command line after {@code --}. */
  public String label() {
    return label;
  }

  /** What it may be, for messages. */
  String allowed() {
    return allowed;
  }

  /** What it is unless an engine differs: the first of a choice. */
  String usual() {
    return switch (allowed) {
      case "NUMBER" -> this == METRICS_STATUS ? "200" : "1";
      case "TIME" -> "0s";
      case "PERCENT" -> "0";
      case "NAMES", "FAMILIES" -> "";
      default -> allowed.substring(0, allowed.indexOf('|'));
    };
  }

  /** What it decides, in one line. */
  String help() {
    return help;
  }

  /** True if it may be that. */
  boolean allows(String value) {
    return switch (allowed) {
      case "NUMBER" -> value.matches("[1-9][0-9]{0,3}") && Integer.parseInt(value) <= NUMBER_MAX;
      case "TIME" -> Quantities.duration(value).isPresent();
      case "PERCENT" -> value.matches("[0-9]{1,2}");
      case "FAMILIES" ->
          value.isEmpty() || Family.labels().containsAll(List.of(value.split(",", -1)));
      case "NAMES" -> value.matches("[A-Za-z0-9._:/,-]{0,1000}");
      default -> List.of(allowed.split("\\|", -1)).contains(value);
    };
  }
}
