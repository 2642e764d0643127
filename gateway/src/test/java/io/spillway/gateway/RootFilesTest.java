package io.spillway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands at the repository's root agrees with the modules below it. */
class RootFilesTest {
  private static final List<String> MODULES =
      List.of("router", "warmup", "k8s", "gateway", "loadtest");

  /** A class in backticks, perhaps with a nested one. */
  private static final Pattern CLASS = Pattern.compile("`([A-Z][a-z][A-Za-z0-9]+)(?:\\.\\w+)?`");

  /** Words in backticks that look like classes of ours. */
  private static final Set<String> NOT_OURS =
      Set.of("Dockerfile", "Future", "HttpServer", "Router", "Secure");

  private static final Pattern JVM_OPTION = Pattern.compile("(?<=[\\s(])(-X|--)[^\\s)]+");

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "CONTRIBUTING.md"})
  void namesClassesThatExist(String file) throws IOException {
    Set<String> real = sources("src").map(RootFilesTest::className).collect(Collectors.toSet());
    var named = new TreeSet<String>();
    Matcher matcher = CLASS.matcher(Files.readString(Readme.ROOT.resolve(file)));
    while (matcher.find()) {
      named.add(matcher.group(1));
    }
    named.removeAll(NOT_OURS);

    assertThat(named).hasSizeGreaterThan(5);
    assertThat(real).containsAll(named);
  }

  @Test
  void everyPackageIsExplained() throws IOException {
    List<Path> packages = sources("src/main/java").map(Path::getParent).distinct().toList();

    assertThat(packages).hasSizeGreaterThan(MODULES.size());
    assertThat(packages)
        .allSatisfy(folder ->
            assertThat(folder.resolve("package-info.java"))
                .content()
                .startsWith("/**")
                .contains("@NullMarked\npackage "));
  }

  @Test
  void theImageRunsWithTheLaunchersOptions() throws IOException {
    String launcher = Files.readString(Readme.ROOT.resolve("spillway"));
    String list = launcher.substring(launcher.indexOf("jvm_options=("));
    List<String> options =
        JVM_OPTION
            .matcher(list.substring(0, list.indexOf(")\n")))
            .results()
            .map(match -> '"' + match.group() + '"')
            .toList();

    assertThat(options).hasSizeGreaterThan(3);
    assertThat(Files.readString(Readme.ROOT.resolve("Dockerfile"))).contains(options);
  }

  private static Stream<Path> sources(String under) throws IOException {
    var all = Stream.<Path>builder();
    for (String module : MODULES) {
      try (Stream<Path> files = Files.walk(Readme.ROOT.resolve(module).resolve(under))) {
        files.filter(file -> file.toString().endsWith(".java")).forEach(all);
      }
    }
    return all.build();
  }

  private static String className(Path source) {
    return source.getFileName().toString().replace(".java", "");
  }
}
