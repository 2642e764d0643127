package io.spillway.gateway.relay;

import io.vertx.core.buffer.Buffer;

/** What an attempt tells its request while it runs. */
interface AttemptListener {
  /** The first real event is here; what was held before it comes with the next {@link #events}. */
  void firstReal();

  /** Whole events for the client; at least one real event among those of a call or before. */
  void events(Buffer bytes, boolean real);

  /** It ended; nothing more comes. */
  void ended(AttemptEnd end);
}
