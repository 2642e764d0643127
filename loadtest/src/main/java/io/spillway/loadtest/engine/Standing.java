package io.spillway.loadtest.engine;

/** Where an engine's process stands. */
enum Standing {
  /** Its port may be open, but the model is not there yet. */
  LOADING,
  SERVING,
  /** Told to stop; finishes what it has. */
  LEAVING
}
