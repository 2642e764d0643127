package io.spillway.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;

/** Reads configurations for tests: from text, with an environment and files that are maps. */
final class Read {
  static final String MODEL =
      """
      models:
        - name: m
          selfHosted: { endpoints: [ "http://127.0.0.1:8001", "http://127.0.0.1:8002" ] }
      """;

  private Read() {}

  /** A reader with neither environment nor files. */
  static ConfigReader reader() {
    return reader(Map.of(), Map.of());
  }

  static ConfigReader reader(Map<String, String> environment, Map<String, String> files) {
    return new ConfigReader(
        environment,
        path -> {
          String content = files.get(path.toString());
          if (content == null) {
            throw new NoSuchFileException(path.toString());
          }
          return content;
        });
  }

  /** The one model with more keys, written in flow style. */
  static String model(String keys) {
    return "models:\n  - { name: m, selfHosted: { endpoints: [ 'http://h:1' ] }, " + keys + " }\n";
  }

  /** The one model with more keys in {@code selfHosted}. */
  static String pods(String keys) {
    return "models:\n  - { name: m, selfHosted: { endpoints: [ 'http://h:1' ], " + keys + " } }\n";
  }

  /** The one model with an overflow target of these keys. */
  static String target(String keys) {
    return model("overflow: [ { " + keys + " } ]");
  }

  static ConfigResult.Valid result(String yaml) {
    var result = reader().read(yaml);
    assertThat(result).isInstanceOf(ConfigResult.Valid.class);
    return (ConfigResult.Valid) result;
  }

  static Config valid(String yaml) {
    return result(yaml).config();
  }

  static ModelConfig onlyModel(String yaml) {
    return valid(yaml).models().getFirst();
  }

  /** The problems of a text, as printed. */
  static List<String> problems(String yaml) {
    return problems(reader().read(yaml));
  }

  static List<String> problems(ConfigResult result) {
    return switch (result) {
      case ConfigResult.Valid _ -> List.of();
      case ConfigResult.Invalid(var problems) -> problems.stream().map(Problem::toString).toList();
    };
  }
}
