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
  /** Of the key-value cache; where an engine does not say, blocks and their size do. */
  CACHE_TOKENS,
  CACHE_BLOCKS,
  /** The largest. */
  CACHE_BLOCK_TOKENS,
  /** The latest process's. */
  PROCESS_START;
}
