package io.spillway.gateway.config;

import java.util.List;
import java.util.Map;

/**
 * Reads a configuration from text. Pure: what it needs of the world comes as an environment and a
 * way to read mounted files. It reports every problem of a document at once and never throws for
 * what a document says.
 */
public final class ConfigReader {
  private static final int SECRET_LENGTH_MIN = 16;

  private final Map<String, String> environment;
  private final MountedFiles files;

  /**
   * @param environment what <code>${NAME}</code> is taken from
   * @param files what <code>${file:/path}</code> is taken from
   */
  public ConfigReader(Map<String, String> environment, MountedFiles files) {
    this.environment = Map.copyOf(environment);
    this.files = files;
  }

  /** Reads one YAML document of at most 4 Mi characters. */
  public ConfigResult read(String yaml) {
    return switch (YamlTree.parse(yaml)) {
      case YamlTree.Parsed.Broken(List<Problem> problems) -> new ConfigResult.Invalid(problems);
      case YamlTree.Parsed.Document(YamlNode root) -> read(root);
    };
  }

  private ConfigResult read(YamlNode document) {
    var reading = new Reading(new Interpolation(environment, files));
    if (document instanceof YamlNode.Nothing) {
      reading.problem("", "empty", "at least one model; examples/minimal.yaml is the smallest");
      return new ConfigResult.Invalid(reading.problems());
    }
    Section root = reading.section("", document);
    Section client = root.section("server");
    var server = ServerReader.server(client, root.has("tenants"));
    var admin = ServerReader.admin(root.section("admin"), server.port());
    var tenants = TenantsReader.tenants(root);
    var models = ModelsReader.models(root, reading);
    root.end();
    var config = new Config(server, admin, tenants, models);
    warn(reading, client.has("host"), config);
    return reading.problems().isEmpty()
        ? new ConfigResult.Valid(config, reading.warnings())
        : new ConfigResult.Invalid(reading.problems());
  }

  private void warn(Reading reading, boolean hostNamed, Config config) {
    if (config.open() && !hostNamed) {
      boolean loopback = Hosts.loopback(config.server().host());
      reading.warn(
          loopback ? "server.host" : "server.anonymous",
          loopback
              ? "only this machine is served, because no tenants are named"
              : "everybody who reaches the port is served, because no tenants are named");
    }
    var secret = config.server().secret();
    if (secret.isEmpty() && environment.containsKey("KUBERNETES_SERVICE_HOST")) {
      reading.warn("server.secret", "absent: gateways will not agree where a conversation belongs");
    }
    if (secret.isPresent() && secret.get().value().length() < SECRET_LENGTH_MIN) {
      reading.warn("server.secret", "shorter than " + SECRET_LENGTH_MIN + " characters");
    }
  }
}
