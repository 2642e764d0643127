package io.spillway.loadtest.engine;

/** Where an engine's process stands. */
enum Standing {
  /** Its port may be open, but the model is not there yet. */
  LOADING,
  /** Its port is open, but whoever connects is hung up on. */
  DROPPING,
  SERVING,
  /** Told to stop; finishes what it has. */
  LEAVING
}
