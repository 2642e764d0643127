package io.spillway.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.router.Priority;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConfigReaderTest {
  @Test
  void givesEverythingADefaultButTheModel() {
    var config = Read.valid(Read.MODEL);

    assertThat(config)
        .isEqualTo(
            new Config(
                new ServerConfig(
                    "127.0.0.1",
                    8080,
                    32L << 20,
                    512L << 20,
                    Optional.empty(),
                    List.of(),
                    Heartbeat.DEFAULTS,
                    Timeouts.DEFAULTS,
                    Drain.DEFAULTS),
                AdminConfig.DEFAULTS,
                List.of(),
                List.of(
                    new ModelConfig(
                        "m",
                        List.of(),
                        List.of(),
                        Duration.ofSeconds(2),
                        SessionConfig.DEFAULTS,
                        new QueueConfig(1000, Duration.ofSeconds(30), false),
                        new SelfHostedConfig(
                            EngineType.VLLM,
                            List.of(
                                new EndpointConfig("pod-0", URI.create("http://127.0.0.1:8001")),
                                new EndpointConfig("pod-1", URI.create("http://127.0.0.1:8002"))),
                            Optional.empty(),
                            Optional.empty(),
                            32,
                            Optional.empty(),
                            WarmupSettings.DEFAULTS,
                            Duration.ofSeconds(2),
                            false),
                        List.of(),
                        new ScalingConfig(ScalingMode.RECOMMEND, 1, 10, Optional.empty())))));
    assertThat(config.open()).isTrue();
  }

  @Test
  void readsServerAndAdmin() {
    var config =
        Read.reader(Map.of("S", "a-secret-of-some-length", "T", "token"), Map.of())
            .read(
                """
                server:
                  host: "::"
                  port: 0
                  anonymous: true
                  maxBody: 1MiB
                  bufferedBodiesMax: 2MiB
                  secret: ${S}
                  trustedProxies: [ 10.0.0.0/8 ]
                  heartbeat: { first: 10s, every: 5s }
                  timeouts: { connect: 2s, head: 3s, body: 4s, firstToken: 5s, idle: 6s, total: 7m }
                  drain: { delay: 0s, limit: 8s }
                admin: { host: 0.0.0.0, port: 0, token: "${T}" }
                """
                    + Read.MODEL);

    assertThat(config)
        .isInstanceOfSatisfying(
            ConfigResult.Valid.class,
            valid -> {
              var server = valid.config().server();
              assertThat(server.host()).isEqualTo("::");
              assertThat(server.maxBodyBytes()).isEqualTo(1 << 20);
              assertThat(server.bufferedBodiesMaxBytes()).isEqualTo(2 << 20);
              assertThat(server.secret()).contains(new Secret("a-secret-of-some-length"));
              assertThat(server.trustedProxies().getFirst().contains(address("10.1.2.3"))).isTrue();
              assertThat(server.heartbeat())
                  .isEqualTo(new Heartbeat(Duration.ofSeconds(10), Duration.ofSeconds(5)));
              assertThat(server.timeouts())
                  .isEqualTo(
                      new Timeouts(
                          Duration.ofSeconds(2),
                          Duration.ofSeconds(3),
                          Duration.ofSeconds(4),
                          Duration.ofSeconds(5),
                          Duration.ofSeconds(6),
                          Duration.ofMinutes(7)));
              assertThat(server.drain()).isEqualTo(new Drain(Duration.ZERO, Duration.ofSeconds(8)));
              assertThat(valid.config().admin())
                  .isEqualTo(new AdminConfig("0.0.0.0", 0, Optional.of(new Secret("token"))));
            });
  }

  @Test
  void readsWhetherBulkRequestsGiveTheirPlace() {
    var config = Read.valid(Read.model("queue: { preempt: true }"));

    assertThat(config.models().getFirst().queue().preempt()).isTrue();
  }

  @Test
  void readsTenantsWhoMayNotSpillUnlessToldSo() {
    String yaml =
        """
        tenants:
          - { name: a, keys: [ "sha256:%s" ] }
          - { name: b, keys: [ "sha256:%s" ], overflow: allow, priority: bulk }
        """
            .formatted("0".repeat(64), "F".repeat(64));

    var config = Read.valid(yaml + Read.MODEL);

    assertThat(config.server().host()).isEqualTo("0.0.0.0");
    assertThat(config.tenants()).extracting(TenantConfig::name).containsExactly("a", "b");
    assertThat(config.tenants())
        .extracting(TenantConfig::overflowAllowed)
        .containsExactly(false, true);
    assertThat(config.tenants())
        .extracting(TenantConfig::priority)
        .containsExactly(Priority.DEFAULT, Priority.BULK);
    assertThat(config.tenants().getFirst().keys().getFirst().matches(new byte[32])).isTrue();
  }

  @Test
  void namesUnnamedEndpointsByTheirPlace() {
    var model =
        Read.onlyModel(
            """
            models:
              - name: m
                selfHosted:
                  endpoints: [ "http://a:1/", { name: big, url: "HTTPS://B" }, { url: "http://c:1" } ]
            """);

    assertThat(model.selfHosted().endpoints())
        .containsExactly(
            new EndpointConfig("pod-0", URI.create("http://a:1")),
            new EndpointConfig("big", URI.create("https://b")),
            new EndpointConfig("pod-2", URI.create("http://c:1")));
  }

  @Test
  void readsTargetsWithEachKindOfPrice() {
    var model =
        Read.onlyModel(
            Read.model(
                """
                overflow: [
                  { name: a, type: openai, url: 'https://a/v1/', key: k, model: x, concurrency: 7,
                    price: { usdPerMTokIn: 0.5, usdPerMTokOut: 2 } },
                  { name: b, type: openai, url: 'https://b/v1',
                    price: { usdPerSecond: 6.94e-4, requestsPerWorker: 8 } },
                  { name: c, type: openai, url: 'https://c/v1', price: { usdPerSecond: 1 } },
                  { name: d, type: openai, url: 'https://d/v1' } ]
                """));

    assertThat(model.overflow().getFirst())
        .isEqualTo(
            new TargetConfig(
                "a",
                TargetType.OPENAI,
                URI.create("https://a/v1"),
                Optional.of(new Secret("k")),
                Optional.of("x"),
                7,
                new TargetPrice.PerToken(0.5, 2)));
    assertThat(model.overflow())
        .extracting(TargetConfig::price)
        .containsExactly(
            new TargetPrice.PerToken(0.5, 2),
            new TargetPrice.PerSecond(0.000694, 8),
            new TargetPrice.PerSecond(1, 1),
            new TargetPrice.Unpriced());
  }

  @Test
  void readsAnEmptySessionListAsNoAffinity() {
    assertThat(Read.onlyModel(Read.model("session: { from: [] }")).session().from()).isEmpty();
  }

  @Test
  void recommendsNoFewerReplicasThanThereAre() {
    String urls =
        IntStream.range(1, 19)
            .mapToObj(port -> "'http://h:" + port + "'")
            .collect(Collectors.joining(", "));

    var model =
        Read.onlyModel("models: [ { name: m, selfHosted: { endpoints: [ " + urls + " ] } } ]");

    assertThat(model.scaling().max()).isEqualTo(18);
  }

  @Test
  void takesNumbersAndPartsOfTextFromTheEnvironmentAndFromFiles() {
    var reader =
        Read.reader(Map.of("PORT", "9000", "HOST", "10.0.0.1"), Map.of("/run/key", "k-1\r\n"));

    var result =
        reader.read(
            """
            server: { port: "${PORT}" }
            models:
              - name: m
                selfHosted:
                  endpoints: [ "http://${HOST}:8000" ]
                  key: "${file:/run/key}$$x"
            """);

    assertThat(result)
        .isInstanceOfSatisfying(
            ConfigResult.Valid.class,
            valid -> {
              assertThat(valid.config().server().port()).isEqualTo(9000);
              var pods = valid.config().models().getFirst().selfHosted();
              assertThat(pods.endpoints().getFirst().url())
                  .isEqualTo(URI.create("http://10.0.0.1:8000"));
              assertThat(pods.key()).contains(new Secret("k-1$x"));
            });
  }

  @Test
  void reportsAllProblemsAtOnce() {
    var problems =
        Read.problems(
            "server: { port: x, prot: 1 }\n" + Read.model("queue: { max: -1, maxWait: 1 }"));

    assertThat(problems)
        .hasSize(4)
        .anyMatch(p -> p.startsWith("server.port: x (expected: a whole number >= 0"))
        .anyMatch(p -> p.startsWith("server.prot: unknown key (expected: ") && p.contains("'port'"))
        .anyMatch(p -> p.startsWith("models[0].queue.max: -1 (expected: a whole number >= 0"))
        .anyMatch(p -> p.startsWith("models[0].queue.maxWait: 1 (expected: a duration"));
  }

  @Test
  void countsProblemsBeyondTheFirstThousand() {
    var keys = new StringBuilder();
    for (int i = 0; i < 1500; i++) {
      keys.append("x").append(i).append(": 1\n");
    }

    var problems = Read.problems(Read.MODEL + keys);

    assertThat(problems).hasSize(1001);
    assertThat(problems.getLast()).isEqualTo("the file: 500 more problems (expected: none)");
  }

  @Test
  void warnsOfAnOpenPortAndOfGatewaysThatCannotAgree() {
    var result =
        Read.reader(Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1"), Map.of())
            .read("server: { anonymous: true }\n" + Read.MODEL);

    assertThat(result)
        .isInstanceOfSatisfying(
            ConfigResult.Valid.class,
            valid ->
                assertThat(valid.warnings())
                    .extracting(Warning::path)
                    .containsExactly("server.anonymous", "server.secret"));
  }

  @Test
  void warnsOfAKeySentUnencrypted() {
    var result = Read.result(Read.target("name: a, type: openai, url: 'http://a/v1', key: k"));

    assertThat(result.warnings()).extracting(Warning::path).contains("models[0].overflow[0].url");
  }

  private static InetAddress address(String text) {
    return Cidr.literal(text).orElseThrow();
  }
}
