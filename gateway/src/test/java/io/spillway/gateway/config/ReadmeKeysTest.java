package io.spillway.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gateway.Readme;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The README's table of keys says what the readers know, take and refuse. */
class ReadmeKeysTest {
  private static final String LATER = "*later*";
  private static final String NOT_AVAILABLE = "not available in this version";
  private static final Pattern VALUE = Pattern.compile("`([^`]+)`");

  /** Every section there is, each with a key that nobody knows: the answers name those known. */
  private static final String EVERY_SECTION =
      """
      zz: 1
      server: { zz: 1, heartbeat: { zz: 1 }, timeouts: { zz: 1 }, drain: { zz: 1 } }
      admin: { zz: 1 }
      tenants: [ { zz: 1 } ]
      models:
        - zz: 1
          objective: { zz: 1 }
          session: { zz: 1 }
          queue: { zz: 1 }
          selfHosted: { zz: 1, endpoints: [ { zz: 1 } ], price: { zz: 1 }, warmup: { zz: 1 } }
          overflow: [ { zz: 1, price: { zz: 1 } } ]
          scaling: { zz: 1 }
      """;

  /** One row of the table. */
  record Row(String key, String fallback, String meaning) {
    boolean later() {
      return fallback.equals(LATER);
    }
  }

  /** A value that a later version will take. */
  record Refused(String key, String value) {}

  @Test
  void listsEveryKeyTheReadersKnowAndNoOther() {
    Map<String, List<String>> sections = sections();
    Set<String> known = new TreeSet<>();
    sections.forEach((section, keys) -> keys.forEach(key -> known.add(section + key)));
    Set<String> told =
        rows().stream()
            .filter(row -> !row.later())
            .map(Row::key)
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(sections).hasSize(EVERY_SECTION.split("zz: 1", -1).length - 1);
    assertThat(told.stream().filter(key -> !section(sections, key)))
        .containsExactlyInAnyOrderElementsOf(
            known.stream().filter(key -> !section(sections, key)).toList());
    assertThat(known).containsAll(told);
  }

  @ParameterizedTest
  @MethodSource
  void hasTheDefaultThatIsTold(Row row) {
    Map<String, Object> written = complete();
    put(written, row.key(), Readme.bare(row.fallback()));

    assertThat(Read.valid(flow(written))).isEqualTo(Read.valid(flow(complete())));
  }

  static List<Row> hasTheDefaultThatIsTold() {
    return rows().stream().filter(row -> row.fallback().matches("`[^`]+`")).toList();
  }

  @ParameterizedTest
  @MethodSource
  void refusesWhatIsToldToComeLater(Refused refused) {
    Map<String, Object> written = complete();
    put(written, refused.key(), refused.value());

    assertThat(problems(flow(written)))
        .anySatisfy(problem -> {
          assertThat(anyItem(problem.path())).isEqualTo(refused.key());
          assertThat(problem.value() + problem.expected()).contains(NOT_AVAILABLE);
        });
  }

  static List<Refused> refusesWhatIsToldToComeLater() {
    Stream<Refused> keys =
        rows().stream().filter(Row::later).map(row -> new Refused(row.key(), "x"));
    Stream<Refused> values =
        rows().stream().filter(row -> !row.later()).flatMap(ReadmeKeysTest::later);
    return Stream.concat(keys, values).toList();
  }

  private static Stream<Refused> later(Row row) {
    int from = row.meaning().indexOf(LATER + ":");
    return from < 0
        ? Stream.empty()
        : VALUE
            .matcher(row.meaning().substring(from))
            .results()
            .map(match -> new Refused(row.key(), match.group(1)));
  }

  private static List<Row> rows() {
    return Readme.table("key", "type", "default", "meaning").stream()
        .map(cells -> new Row(Readme.bare(cells.get(0)), cells.get(2), cells.get(3)))
        .toList();
  }

  /**
   * The known keys of every section, by its path with a dot behind it; the root's path is empty.
   */
  private static Map<String, List<String>> sections() {
    var sections = new LinkedHashMap<String, List<String>>();
    for (Problem problem : problems(EVERY_SECTION)) {
      if (problem.value().equals("unknown key")) {
        String section = anyItem(problem.path()).replaceFirst("zz$", "");
        String known = problem.expected().replaceFirst("^one of ", "").replaceFirst(";.*", "");
        sections.put(section, Arrays.asList(known.split(", ")));
      }
    }
    return sections;
  }

  private static boolean section(Map<String, List<String>> sections, String key) {
    return sections.containsKey(key + ".") || sections.containsKey(key + "[].");
  }

  private static List<Problem> problems(String yaml) {
    return switch (Read.reader().read(yaml)) {
      case ConfigResult.Valid _ -> List.of();
      case ConfigResult.Invalid(List<Problem> problems) -> problems;
    };
  }

  private static String anyItem(String path) {
    return path.replaceAll("\\[\\d+]", "[]");
  }

  /** A valid document with one item of every list. */
  private static Map<String, Object> complete() {
    var document = new LinkedHashMap<String, Object>();
    put(document, "tenants[].name", "t");
    put(document, "tenants[].keys", "[ 'sha256:" + "a".repeat(64) + "' ]");
    put(document, "models[].name", "m");
    put(document, "models[].selfHosted.endpoints", "[ 'http://h:1' ]");
    put(document, "models[].selfHosted.price.usdPerGpuHour", "1");
    put(document, "models[].overflow[].name", "o");
    put(document, "models[].overflow[].type", "openai");
    put(document, "models[].overflow[].url", "'https://h/v1'");
    return document;
  }

  @SuppressWarnings("unchecked") // the document is made here: mappings, lists of one, texts
  private static void put(Map<String, Object> document, String path, String value) {
    Map<String, Object> at = document;
    String[] names = path.split("\\.", -1);
    for (int i = 0; i < names.length - 1; i++) {
      String name = names[i].replace("[]", "");
      Object next =
          names[i].endsWith("[]")
              ? ((List<Object>)
                      at.computeIfAbsent(
                          name, _ -> new ArrayList<>(List.of(new LinkedHashMap<String, Object>()))))
                  .getFirst()
              : at.computeIfAbsent(name, _ -> new LinkedHashMap<String, Object>());
      at = (Map<String, Object>) next;
    }
    at.put(names[names.length - 1], value);
  }

  /** A document in flow style; texts are written as they are. */
  private static String flow(Object node) {
    return switch (node) {
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(entry -> entry.getKey() + ": " + flow(entry.getValue()))
              .collect(Collectors.joining(", ", "{ ", " }"));
      case List<?> list ->
          list.stream().map(ReadmeKeysTest::flow).collect(Collectors.joining(", ", "[ ", " ]"));
      default -> node.toString();
    };
  }
}
