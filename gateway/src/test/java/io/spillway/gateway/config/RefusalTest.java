package io.spillway.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way a configuration can be wrong, each as a document with exactly one fault. */
class RefusalTest {
  private static final String HASH = "'sha256:" + "a".repeat(64) + "'";
  private static final String OTHER_HASH = "'sha256:" + "b".repeat(64) + "'";
  private static final String LATER = "not available in this version";

  @ParameterizedTest(name = "{1}: {2}")
  @MethodSource
  void refuses(String yaml, String path, String part) {
    var problems = Read.problems(yaml);

    assertThat(problems).singleElement().asString().startsWith(path + ": ").contains(part);
  }

  static Stream<Arguments> refuses() {
    return Stream.of(server(), admin(), tenants(), model(), pods(), targets(), relations())
        .flatMap(rows -> rows);
  }

  private static Stream<Arguments> server() {
    return Stream.of(
        server("host: 'a b'", "host", "a b"),
        server("host: 1.2.3", "host", "1.2.3"),
        server("host: 0.0.0.0", "host", "name tenants"),
        server("host: 0.0.0.0", "host", "server.anonymous: true"),
        server("host: example.org", "host", "loopback"),
        server("port: 65536", "port", "65536 (expected: a whole number >= 0 and <= 65535)"),
        server("port: -1", "port", "-1"),
        server("port: 80.5", "port", "80.5"),
        server("port: [ 1 ]", "port", "a list"),
        server("port:", "port", "nothing"),
        server("port: ''", "port", "empty"),
        server("anonymous: yes", "anonymous", "true or false"),
        server("maxBody: 32", "maxBody", "32MiB"),
        server("maxBody: 32MB", "maxBody", "32MB"),
        server("maxBody: 2GiB, bufferedBodiesMax: 4GiB", "maxBody", "1GiB"),
        server("maxBody: 999999999999GiB", "maxBody", "1GiB"),
        server("bufferedBodiesMax: 1MiB", "bufferedBodiesMax", "1MiB (expected: at least maxBody)"),
        server("secret: ''", "secret", "*** (expected: at least one character)"),
        server("secret:", "secret", "nothing"),
        server("secret: '${NOT_SET}'", "secret", "variable NOT_SET to be set"),
        server("secret: '${file:/none}'", "secret", "${file:/none} (expected: a readable file"),
        server("secret: '${file:none}'", "secret", "absolute"),
        server("secret: 'abc${'", "secret", "*** (expected: ${NAME}"),
        server("secret: '${A-B}'", "secret", "*** (expected: ${NAME}"),
        server("trustedProxies: 10.0.0.0/8", "trustedProxies", "a list"),
        server("trustedProxies: [ 10.0.0.1/8 ]", "trustedProxies[0]", "no bits set"),
        server("trustedProxies: [ 10.0.0.1, 10.0.0.1/32 ]", "trustedProxies[1]", "once"),
        server("heartbeat: { first: 2h }", "heartbeat.first", "2h"),
        server("heartbeat: { every: 0s }", "heartbeat.every", "from 1s"),
        server("heartbeat: 5s", "heartbeat", "a mapping"),
        server("timeouts: { connect: 0s }", "timeouts.connect", "from 1ms"),
        server("timeouts: { idle: 99999999999d }", "timeouts.idle", "to 1d"),
        server("timeouts: { total: 29s }", "timeouts.total", "29s (expected: at least"),
        server("timeouts: { conect: 1s }", "timeouts.conect", "did you mean 'connect'?"),
        server("drain: { limit: forever }", "drain.limit", "forever"),
        server("stateDir: /var/lib/spillway", "stateDir", LATER),
        server("stateDir:", "stateDir", LATER),
        server("max-body: 1MiB", "max-body", "did you mean 'maxBody'?"));
  }

  private static Stream<Arguments> admin() {
    return Stream.of(
        row("admin: { host: 0.0.0.0 }\n" + Read.MODEL, "admin.token", "missing"),
        row("admin: { port: 8080 }\n" + Read.MODEL, "admin.port", "other than server.port"),
        row("admin: { token: 'a b' }\n" + Read.MODEL, "admin.token", "***"),
        row("admin: { user: x }\n" + Read.MODEL, "admin.user", "unknown key"));
  }

  private static Stream<Arguments> tenants() {
    return Stream.of(
        row("tenants: []\n" + Read.MODEL, "tenants", "0 items"),
        row("tenants:\n" + Read.MODEL, "tenants", "nothing"),
        tenant("name: a, keys: [ hunter2 ]", "[0].keys[0]", "*** (expected: sha256: followed by"),
        tenant("name: a, keys: []", "[0].keys", "0 items"),
        tenant("name: a", "[0].keys", "missing"),
        tenant("keys: [ " + HASH + " ]", "[0].name", "missing"),
        tenant("name: 'a b', keys: [ " + HASH + " ]", "[0].name", "a b"),
        tenant("name: a, keys: [ " + HASH + " ], overflow: maybe", "[0].overflow", "allow or deny"),
        tenant("name: a, keys: [ " + HASH + " ], priority: high", "[0].priority", "interactive"),
        tenant("name: a, keys: [ " + HASH + " ], limits: { concurrent: 1 }", "[0].limits", LATER),
        tenant("name: a, keys: [ " + HASH + " ], budget: { usdPerDay: 5 }", "[0].budget", LATER),
        tenant(
            "name: a, keys: [ " + HASH + " ] }, { name: b, keys: [ " + HASH + " ]",
            "[1].keys",
            "no other tenant"),
        tenant(
            "name: a, keys: [ %s ] }, { name: a, keys: [ %s ]".formatted(HASH, OTHER_HASH),
            "[1].name",
            "no other tenant"),
        row(
            "server: { anonymous: true }\ntenants: [ { name: a, keys: [ %s ] } ]\n".formatted(HASH)
                + Read.MODEL,
            "server.anonymous",
            "when tenants are named"));
  }

  private static Stream<Arguments> model() {
    return Stream.of(
        row("server: {}", "models", "missing"),
        row("models: []", "models", "0 items"),
        row("models: { name: m }", "models", "a mapping"),
        in(Read.model("objective: { timeToFirstToken: 2 }"), "objective.timeToFirstToken", "2s"),
        in(Read.model("objective: { ttft: 2s }"), "objective.ttft", "unknown key"),
        in(Read.model("session: { from: [ cokie ] }"), "session.from[0]", "cokie"),
        in(Read.model("session: { from: [ user, user ] }"), "session.from[1]", "once"),
        in(Read.model("session: { mode: loose }"), "session.mode", "one of prefer, strict"),
        in(Read.model("adapters: [ 'a b' ]"), "adapters[0]", "a b"),
        in(Read.model("adapters: [ a, a ]"), "adapters[1]", "once"),
        in(Read.model("aliases: [ a ], adapters: [ a ]"), "adapters", "no other model, alias"),
        in(Read.model("session: { ttl: 60 }"), "session.ttl", "a duration"),
        in(Read.model("queue: { max: -1 }"), "queue.max", "-1 (expected: a whole number >= 0"),
        in(Read.model("queue: { maxWait: 2d }"), "queue.maxWait", "to 1h"),
        in(Read.model("queue: { preempt: sometimes }"), "queue.preempt", "true or false"),
        in(Read.model("scaling: { mode: direct }"), "scaling.mode", LATER),
        in(Read.model("scaling: { mode: on }"), "scaling.mode", "off, recommend"),
        in(Read.model("scaling: { policy: rent-or-buy }"), "scaling.policy", LATER),
        in(Read.model("scaling: { min: 5, max: 4 }"), "scaling.min", "at most scaling.max"),
        in(Read.model("scaling: { max: 0 }"), "scaling.max", ">= 1"),
        in(Read.model("scaling: { targetPerPod: 33 }"), "scaling.targetPerPod", "<= 32"),
        in(Read.model("aliases: [ 'a b' ]"), "aliases[0]", "a b"),
        in(Read.model("overflw: []"), "overflw", "did you mean 'overflow'?"),
        row("models: [ { name: m } ]", "models[0].selfHosted", "missing"));
  }

  private static Stream<Arguments> pods() {
    return Stream.of(
        pods("engine: ollama", "engine", "one of vllm, sglang, tgi, llamacpp, trtllm, openai"),
        pods("kubernetes: { namespace: llm }", "kubernetes", LATER),
        pods("resume: true, engine: tgi", "resume", "only vllm, sglang and llamacpp"),
        pods("key: \"a\\nb\"", "key", "***"),
        pods("concurrencyPerPod: 0", "concurrencyPerPod", ">= 1"),
        pods("price: { gpusPerPod: 1 }", "price.usdPerGpuHour", "missing"),
        pods("price: { usdPerGpuHour: -1 }", "price.usdPerGpuHour", "-1"),
        pods("price: { usdPerGpuHour: .nan }", "price.usdPerGpuHour", "a number from 0"),
        pods("price: { usdPerGpuHour: 9e99 }", "price.usdPerGpuHour", "1000000"),
        pods("warmup: { prompts: 0 }", "warmup.prompts", ">= 1"),
        pods("warmup: { firstTokenWithin: 0s }", "warmup.firstTokenWithin", "from 1ms"),
        pods("warmup: { rampUp: 2h }", "warmup.rampUp", "to 1h"),
        pods("metricsEvery: 10ms", "metricsEvery", "from 100ms"),
        row(
            "models: [ { name: m, selfHosted: { kubernetes: {} } } ]",
            "models[0].selfHosted.kubernetes",
            LATER),
        row("models: [ { name: m, selfHosted: {} } ]", "models[0].selfHosted.endpoints", "missing"),
        endpoints("", "", "0 items"),
        endpoints("'h:1'", "[0]", "http://host:port"),
        endpoints("'ftp://h:1'", "[0]", "http://host:port"),
        endpoints("'http://h:1/v1'", "[0]", "no path"),
        endpoints("'http://h:99999'", "[0]", "http://host:port"),
        endpoints("'http://user:hunter2@h:1'", "[0]", "***@h:1"),
        endpoints("'http://h:1?key=hunter2'", "[0]", "?***"),
        endpoints("{ name: a }", "[0].url", "missing"),
        endpoints("{ name: _queue, url: 'http://h:1' }", "[0].name", "_queue"),
        endpoints("'http://h:1', { name: pod-0, url: 'http://h:2' }", "[1]", "pod-0"),
        endpoints("'http://h:80', 'HTTP://H/'", "", "used once; it belongs to pod-0 in models[0]"));
  }

  private static Stream<Arguments> targets() {
    String rest = "url: 'https://a/v1'";
    return Stream.of(
        target("type: openai, " + rest, "name", "missing"),
        target("name: a, " + rest, "type", "missing"),
        target("name: a, type: openai", "url", "missing"),
        target("name: a, type: modal-server, " + rest, "type", LATER),
        target("name: a, type: runpod-queue", "type", LATER),
        target("name: a, type: opnai, " + rest, "type", "openai"),
        target("name: a, type: openai, endpointId: x, " + rest, "endpointId", LATER),
        target("name: a, type: openai, secret: x, " + rest, "secret", LATER),
        target("name: a, type: openai, url: a", "url", "an http or https URL"),
        target("name: a, type: openai, concurrency: 0, " + rest, "concurrency", ">= 1"),
        target(
            "name: a, type: openai, price: { usdPerMTokIn: 1 }, " + rest,
            "price.usdPerMTokOut",
            "missing"),
        target(
            "name: a, type: openai, price: { requestsPerWorker: 1 }, " + rest,
            "price.usdPerSecond",
            "missing"),
        target(
            "name: a, type: openai, price: { usdPerMTokIn: 1, usdPerMTokOut: 1, usdPerSecond: 1 }, "
                + rest,
            "price.usdPerSecond",
            "not both"),
        target(
            "name: a, type: openai, price: { usdPerMonth: 1 }, " + rest,
            "price.usdPerMonth",
            "unknown key"),
        target("name: pod-0, type: openai, " + rest, "name", "no other endpoint or target"),
        in(
            Read.target(
                "name: a, type: openai, %s }, { name: a, type: openai, %s".formatted(rest, rest)),
            "overflow[1].name",
            "no other endpoint or target"));
  }

  private static Stream<Arguments> relations() {
    return Stream.of(
        row(two("name: m", "http://h:2"), "models[1].name", "no other model, alias or adapter"),
        row(two("name: n, aliases: [ m ]", "http://h:2"), "models[1].aliases", "no other model"),
        row(two("name: n", "http://h:1/"), "models[1].selfHosted.endpoints", "pod-0 in models[0]"),
        row(Read.MODEL + "extra: 1", "extra", "unknown key"),
        row("modles: 1\n" + Read.MODEL, "modles", "did you mean 'models'?"),
        row(
            Read.MODEL + "server: { port: 1 }\nserver: { port: 2 }",
            "server",
            "line 4 and on line 5"),
        row("", "the file", "empty"),
        row("# only a comment", "the file", "empty"),
        row("---\na: 1\n---\nb: 1", "line 3, column 1", "valid YAML"),
        row("a: [ 1", "line 1, column 7", "valid YAML"),
        row("a: b: c", "line 1, column 5", "mapping values are not allowed here"),
        row("a: *hunter2", "line 1, column 4", "starts with *"),
        row("a: !hunter2 b", "a", "a tag"),
        row("a: !x!hunter2 b", "line 1, column 4", "starts with !"),
        row("? [ a ]\n: b", "the file", "as a key"),
        row("a: \u0007", "line 1, column 4", "a character YAML forbids"),
        row("a: &a [ *a ]", "the file", "too deep or too many aliases"),
        row("[".repeat(100_000), "the file", "too deep or too many aliases"),
        row("x".repeat(YamlTree.LENGTH_MAX + 1), "the file", "at most"));
  }

  @Test
  void refusesADocumentThatIsNotAMapping() {
    assertThat(Read.problems("hello"))
        .contains("the file: a single value (expected: a mapping of keys to values)");
  }

  @Test
  void refusesAFewLinesThatExpandToMillions() {
    var yaml = new StringBuilder("a0: &a0 [ x, x ]\n");
    for (int i = 1; i < 30; i++) {
      yaml.append("a%d: &a%d [ *a%d, *a%d ]\n".formatted(i, i, i - 1, i - 1));
    }

    assertThat(Read.problems(yaml.toString()))
        .singleElement()
        .asString()
        .contains("too many aliases");
  }

  @Test
  void followsAFewAliases() {
    String yaml =
        """
        models:
          - { name: a, queue: &q { max: 5 }, selfHosted: { endpoints: [ "http://h:1" ] } }
          - { name: b, queue: *q, selfHosted: { endpoints: [ "http://h:2" ] } }
        """;

    assertThat(Read.valid(yaml).models().getLast().queue().max()).isEqualTo(5);
  }

  private static String two(String second, String url) {
    return Read.model("aliases: []")
        + "  - { %s, selfHosted: { endpoints: [ '%s' ] } }%n".formatted(second, url);
  }

  private static Arguments row(String yaml, String path, String part) {
    return Arguments.of(yaml, path, part);
  }

  private static Arguments server(String keys, String path, String part) {
    return row("server: { " + keys + " }\n" + Read.MODEL, "server." + path, part);
  }

  private static Arguments tenant(String keys, String path, String part) {
    return row("tenants: [ { " + keys + " } ]\n" + Read.MODEL, "tenants" + path, part);
  }

  private static Arguments in(String yaml, String path, String part) {
    return row(yaml, "models[0]." + path, part);
  }

  private static Arguments pods(String keys, String path, String part) {
    return in(Read.pods(keys), "selfHosted." + path, part);
  }

  private static Arguments endpoints(String list, String path, String part) {
    String yaml = "models: [ { name: m, selfHosted: { endpoints: [ " + list + " ] } } ]";
    return in(yaml, "selfHosted.endpoints" + path, part);
  }

  private static Arguments target(String keys, String path, String part) {
    return in(Read.target(keys), "overflow[0]." + path, part);
  }
}
