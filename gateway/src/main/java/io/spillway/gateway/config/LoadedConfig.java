package io.spillway.gateway.config;

import java.nio.file.Path;
import java.util.Set;

/**
 * What one reading of a configuration file found.
 *
 * @param result the configuration, or what is wrong with it
 * @param stamp changes when the file, or a mounted file it refers to, changes
 * @param mounted the files it refers to
 */
public record LoadedConfig(ConfigResult result, String stamp, Set<Path> mounted) {
  public LoadedConfig {
    mounted = Set.copyOf(mounted);
  }
}
