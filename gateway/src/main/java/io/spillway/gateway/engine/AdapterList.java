package io.spillway.gateway.engine;

import io.spillway.gateway.json.JsonCursor;
import io.spillway.gateway.json.JsonCursor.Kind;
import io.spillway.gateway.json.Names;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads an engine's {@code /v1/models}: the entries that have a parent are its adapters. */
final class AdapterList {
  private enum Key {
    DATA("data"),
    ID("id"),
    PARENT("parent");

    static final Names<Key> NAMES = Names.of(Key.class, key -> key.name);

    final String name;

    Key(String name) {
      this.name = name;
    }
  }

  private final JsonCursor cursor;
  private final Set<String> names = new HashSet<>();
  private boolean tells;

  private AdapterList(JsonCursor cursor) {
    this.cursor = cursor;
  }

  /**
   * The adapters that are listed; null when the text is no such list or its entries do not say
   * whether they have a parent: then nothing is known.
   */
  static @Nullable Set<String> read(byte[] text) {
    var list = new AdapterList(new JsonCursor().over(text, 0, text.length));
    list.read();
    return list.cursor.end() && list.tells ? Set.copyOf(list.names) : null;
  }

  private void read() {
    if (cursor.kind() != Kind.OBJECT) {
      cursor.skip();
      return;
    }
    cursor.enter();
    while (cursor.nextMember()) {
      if (cursor.in(Key.NAMES) == Key.DATA && cursor.kind() == Kind.ARRAY) {
        cursor.enter();
        while (cursor.nextElement()) {
          entry();
        }
      } else {
        cursor.skip();
      }
    }
  }

  private void entry() {
    if (cursor.kind() != Kind.OBJECT) {
      cursor.skip();
      return;
    }
    String id = null;
    boolean child = false;
    cursor.enter();
    while (cursor.nextMember()) {
      Key key = cursor.in(Key.NAMES);
      boolean string = cursor.kind() == Kind.STRING;
      cursor.skip();
      if (key == Key.ID && string) {
        id = cursor.text();
      } else if (key == Key.PARENT) {
        tells = true;
        child = string;
      }
    }
    if (child && id != null) {
      names.add(id);
    }
  }
}
