package io.spillway.loadtest.engine;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The events of a response that is made in the background: kept, and passed on to whoever follows.
 * An event's place in the list is its sequence number.
 */
final class ResponseRecording implements EventSink {
  private static final String BLANK_LINE = "\n\n";

  private final List<Buffer> events = new ArrayList<>();
  private final List<EventSink> followers = new ArrayList<>();
  private final Runnable began;
  private final Runnable ended;
  private boolean over;

  /** A recording that tells when it gets its first event, and when it ends. */
  ResponseRecording(Runnable began, Runnable ended) {
    this.began = began;
    this.ended = ended;
  }

  /** Sends the events from one on to a client, now and as they come. */
  void follow(EventSink client, int from) {
    client.begin();
    for (int index = Math.max(0, from); index < events.size(); index++) {
      client.write(events.get(index).copy());
    }
    if (over) {
      client.end();
    } else {
      followers.add(client);
    }
  }

  /** A client has gone. */
  void leave(EventSink client) {
    followers.remove(client);
  }

  @Override
  public void begin() {
    // There is no head.
  }

  @Override
  public boolean begun() {
    return true;
  }

  @Override
  public boolean full() {
    return false;
  }

  @Override
  public void onRoom(Runnable action) {
    // There always is.
  }

  @Override
  public void write(Buffer more) {
    if (over || more.length() == 0) {
      return;
    }
    if (events.isEmpty()) {
      began.run();
    }
    for (String event : more.toString(StandardCharsets.UTF_8).split(BLANK_LINE, 0)) {
      Buffer one = Buffer.buffer(event + BLANK_LINE);
      events.add(one);
      followers.forEach(client -> client.write(one.copy()));
    }
  }

  @Override
  public void end() {
    if (!over) {
      over = true;
      ended.run();
      List.copyOf(followers).forEach(EventSink::end);
      followers.clear();
    }
  }
}
