package io.spillway.gateway.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A configuration on disk, with the files it refers to. Every method reads the disk: call none of
 * them on an event loop. No method throws for what is there or missing.
 */
public final class ConfigFile {
  private static final int CONFIG_MAX = 4 * 1024 * 1024;
  private static final int MOUNTED_MAX = 64 * 1024;

  private final Path path;
  private final Map<String, String> environment;

  /**
   * @param path the YAML file; a symbolic link is followed at every reading
   * @param environment what <code>${NAME}</code> is taken from
   */
  public ConfigFile(Path path, Map<String, String> environment) {
    this.path = path;
    this.environment = Map.copyOf(environment);
  }

  /** Reads the file and everything it refers to. */
  public LoadedConfig load() {
    var contents = new Contents();
    ConfigResult result;
    try {
      var reader = new ConfigReader(environment, file -> contents.read(file, MOUNTED_MAX));
      result = reader.read(contents.read(path, CONFIG_MAX));
    } catch (IOException e) {
      String found = Interpolation.reason(e, path.toString());
      result =
          new ConfigResult.Invalid(List.of(new Problem(path.toString(), found, "a readable file")));
    }
    return new LoadedConfig(result, contents.stamp(), contents.mounted());
  }

  /** The stamp a {@link #load} would have now if the file still refers to {@code mounted}. */
  String stamp(Set<Path> mounted) {
    var contents = new Contents();
    contents.look(path, CONFIG_MAX);
    mounted.forEach(file -> contents.look(file, MOUNTED_MAX));
    return contents.stamp();
  }

  /** The files of one reading, as digests; a file that could not be read is part of it too. */
  private final class Contents {
    private final TreeMap<Path, String> digests = new TreeMap<>();

    String read(Path file, int max) throws IOException {
      digests.put(file, "unreadable");
      try (InputStream in = Files.newInputStream(file)) {
        byte[] bytes = in.readNBytes(max + 1);
        digests.put(file, digest(bytes));
        if (bytes.length > max) {
          throw new IOException("it is larger than " + Values.bytes(max));
        }
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      } catch (CharacterCodingException e) {
        throw new IOException("it is not UTF-8", e);
      }
    }

    void look(Path file, int max) {
      try {
        read(file, max);
      } catch (IOException e) {
        digests.putIfAbsent(file, "unreadable");
      }
    }

    Set<Path> mounted() {
      var mounted = new TreeSet<>(digests.keySet());
      mounted.remove(path);
      return mounted;
    }

    String stamp() {
      return digest(digests.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String digest(byte[] bytes) {
      return HexFormat.of().formatHex(KeyHash.sha256(bytes));
    }
  }
}
