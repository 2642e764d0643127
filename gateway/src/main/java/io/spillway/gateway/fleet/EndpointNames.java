package io.spillway.gateway.fleet;

import io.spillway.gateway.config.EndpointConfig;
import io.spillway.router.EndpointId;
import java.net.URI;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Names a model's pods over reloads. A pod is its URL: as long as it is configured it keeps the
 * name it had, even when its place in the list changes; and a name that a leaving pod still has is
 * not given to another.
 *
 * <p>The caller sees to it that names are assigned by one thread at a time.
 */
final class EndpointNames {
  private Map<URI, EndpointId> current = Map.of();

  /**
   * Names the pods of a new list.
   *
   * @param inUse names of pods that left but still serve
   */
  Map<EndpointId, EndpointConfig> assign(List<EndpointConfig> wanted, Set<EndpointId> inUse) {
    var taken = new HashSet<>(inUse);
    var next = new HashMap<URI, EndpointId>();
    for (EndpointConfig endpoint : wanted) {
      EndpointId known = current.get(endpoint.url());
      if (known != null) {
        next.put(endpoint.url(), known);
        taken.add(known);
      }
    }
    var named = new LinkedHashMap<EndpointId, EndpointConfig>();
    for (EndpointConfig endpoint : wanted) {
      EndpointId id = next.computeIfAbsent(endpoint.url(), _ -> free(endpoint.name(), taken));
      taken.add(id);
      named.put(id, endpoint);
    }
    current = next;
    return named;
  }

  private static EndpointId free(String name, Set<EndpointId> taken) {
    var id = new EndpointId(name);
    for (int i = 2; taken.contains(id); i++) {
      id = new EndpointId(name + "." + i);
    }
    return id;
  }
}
