package io.spillway.gateway.engine;

/** What a pod's meters are read for; its engines' values are added up unless said otherwise. */
enum Quantity {
  RUNNING,
  WAITING,
  /** The fullest engine's. */
  KV_USAGE,
  COMPLETIONS,
  PREFIX_HITS,
  PREFIX_QUERIES,
  /** The latest process's. */
  PROCESS_START;
}
