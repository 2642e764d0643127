package io.spillway.loadtest.engine;

import io.vertx.core.buffer.Buffer;

/** Where the events of a stream go. */
interface EventSink {
  /** Sends the head, unless it has been sent. */
  void begin();

  /** True once the head has been sent. */
  boolean begun();

  /** True if the reader is too slow; what was given to {@link #onRoom} will run. */
  boolean full();

  void onRoom(Runnable action);

  /** Sends whole events; nothing if there are none. */
  void write(Buffer events);

  /** Ends the stream cleanly. */
  void end();
}
