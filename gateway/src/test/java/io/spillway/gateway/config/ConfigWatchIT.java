package io.spillway.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
class ConfigWatchIT {
  @TempDir Path folder;
  private final BlockingQueue<ConfigResult> told = new LinkedBlockingQueue<>();
  private Path path;
  private ConfigWatch watch;

  @BeforeEach
  void start(Vertx vertx) throws IOException {
    path = folder.resolve("spillway.yaml");
    mount("first", Read.MODEL, "token-1");
    Files.createSymbolicLink(folder.resolve("data"), folder.resolve("first"));
    Files.createSymbolicLink(path, folder.resolve("data").resolve("spillway.yaml"));
    var file = new ConfigFile(path, Map.of());
    watch = ConfigWatch.start(vertx, file, file.load(), Duration.ofMillis(10), told::add);
  }

  @AfterEach
  void stop() {
    watch.close();
  }

  @Test
  void tellsOfAFileWrittenInPlace() throws Exception {
    Files.writeString(path, Read.model("queue: { max: 7 }"));
    var result = next();
    while (result instanceof ConfigResult.Invalid) { // the writer paused after emptying the file
      result = next();
    }

    assertThat(config(result).models().getFirst().queue().max()).isEqualTo(7);
  }

  @Test
  void tellsOfAMountedFolderThatWasSwapped() throws Exception {
    mount("second", Read.model("queue: { max: 8 }"), "token-1");
    swap("second");

    assertThat(nextQueueMax()).isEqualTo(8);
  }

  @Test
  void tellsOfABrokenFileAndOfItsRepair() throws Exception {
    replace("models: [");
    var broken = next();
    replace(Read.model("queue: { max: 9 }"));
    int repaired = nextQueueMax();

    assertThat(broken).isInstanceOf(ConfigResult.Invalid.class);
    assertThat(repaired).isEqualTo(9);
  }

  @Test
  void tellsOfAFileThatIsGone() throws Exception {
    Files.delete(path);

    assertThat(Read.problems(next()))
        .containsExactly(path + ": no such file (expected: a readable file)");
  }

  @Test
  void tellsOfASecretThatWasRotated() throws Exception {
    String yaml = "admin: { token: '${file:%s}' }\n".formatted(folder.resolve("data/token"));
    replace(yaml + Read.MODEL);
    var before = token(next());
    mount("second", yaml + Read.MODEL, "token-2");
    swap("second");
    var after = token(next());

    assertThat(before).isEqualTo(new Secret("token-1"));
    assertThat(after).isEqualTo(new Secret("token-2"));
  }

  @Test
  void tellsOfEachContentOnce() throws Exception {
    replace(Read.model("queue: { max: 1 }"));
    int first = nextQueueMax();
    replace(Read.model("queue: { max: 1 }"));
    replace(Read.model("queue: { max: 2 }"));
    int second = nextQueueMax();

    assertThat(first).isEqualTo(1);
    assertThat(second).isEqualTo(2);
    assertThat(told).isEmpty();
  }

  private void mount(String name, String yaml, String token) throws IOException {
    Path target = Files.createDirectory(folder.resolve(name));
    Files.writeString(target.resolve("spillway.yaml"), yaml);
    Files.writeString(target.resolve("token"), token + "\n");
  }

  private void replace(String yaml) throws IOException {
    Path next = Files.writeString(folder.resolve("next.yaml"), yaml);
    Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
  }

  private void swap(String name) throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("data_tmp"), folder.resolve(name));
    Files.move(link, folder.resolve("data"), StandardCopyOption.ATOMIC_MOVE);
  }

  private ConfigResult next() throws InterruptedException {
    var result = told.poll(20, TimeUnit.SECONDS);
    assertThat(result).as("a change was told").isNotNull();
    return result;
  }

  private int nextQueueMax() throws InterruptedException {
    return config(next()).models().getFirst().queue().max();
  }

  private static Secret token(ConfigResult result) {
    return config(result).admin().token().orElseThrow();
  }

  private static Config config(ConfigResult result) {
    assertThat(result).isInstanceOf(ConfigResult.Valid.class);
    return ((ConfigResult.Valid) result).config();
  }
}
