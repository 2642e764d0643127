package io.spillway.gateway.inspect;

import io.spillway.gateway.json.JsonCursor;
import io.spillway.gateway.json.Names;

/**
 * Counts text, which is all strings of a value but media and roles, and records where it stands.
 */
final class TextReader {
  private enum Key {
    ROLE("role"),
    TYPE("type"),
    CACHE_CONTROL("cache_control"),
    IMAGE("image_url"),
    VIDEO("video_url"),
    AUDIO_URL("audio_url"),
    AUDIO("input_audio"),
    FILE("file"),
    FILE_DATA("file_data"),
    SOURCE("source");

    static final Names<Key> NAMES = Names.of(Key.class, key -> key.name);

    final String name;

    Key(String name) {
      this.name = name;
    }
  }

  private final JsonCursor cursor;
  private PartRecorder parts = new PartRecorder();
  private boolean recording = true;
  private long bytes;

  TextReader(JsonCursor cursor) {
    this.cursor = cursor;
  }

  /** Records what is read from now on there. */
  void into(PartRecorder parts) {
    this.parts = parts;
  }

  /** Bytes of all texts so far, as they are written. */
  long bytes() {
    return bytes;
  }

  /** Reads the value that stands next. Depth is bounded by the cursor. */
  void read() {
    switch (cursor.kind()) {
      case STRING -> {
        cursor.skip();
        bytes += cursor.textBytes();
        if (recording) {
          parts.add(PromptParts.Kind.TEXT, textFrom(cursor), textFrom(cursor) + cursor.textBytes());
        }
      }
      case ARRAY -> {
        cursor.enter();
        while (cursor.nextElement()) {
          read();
        }
      }
      case OBJECT -> {
        cursor.enter();
        while (cursor.nextMember()) {
          readMember();
        }
      }
      case NUMBER, TRUE, FALSE, NULL, NOTHING -> cursor.skip();
    }
  }

  /** Reads the value of the member whose key was read last. */
  void readMember() {
    Key key = cursor.in(Key.NAMES);
    switch (key) {
      case ROLE -> read();
      case TYPE, CACHE_CONTROL -> readUnrecorded();
      case IMAGE, VIDEO, AUDIO_URL, AUDIO, FILE, FILE_DATA, SOURCE -> readMedia();
      case null -> read();
    }
  }

  /** What says how a text is written or kept: clients change it on texts they send again. */
  private void readUnrecorded() {
    boolean before = recording;
    recording = false;
    read();
    recording = before;
  }

  private void readMedia() {
    cursor.kind();
    int from = cursor.position();
    cursor.skip();
    if (recording) {
      parts.add(PromptParts.Kind.MEDIA, from, cursor.position());
    }
  }

  /** Where the string begins that was skipped last, behind its quote. */
  static int textFrom(JsonCursor cursor) {
    return Math.max(0, cursor.position() - 1 - cursor.textBytes());
  }
}
