package io.spillway.gateway.engine;

/** Whether an engine has put its weights away. */
public enum Sleep {
  UNKNOWN,
  AWAKE,
  ASLEEP
}
