package io.spillway.warmup;

/** Whether a pod had answered users before the gateway's own start. */
public enum ServedBefore {
  /** Its metrics count completions. */
  YES,
  /** Its metrics count none. */
  NO,
  /** Not asked, or no answer. */
  UNKNOWN
}
