package io.spillway.gateway.inspect;

import io.spillway.gateway.json.JsonCursor;
import io.spillway.gateway.json.JsonCursor.Kind;
import io.spillway.gateway.json.Names;
import org.jspecify.annotations.Nullable;

/** Reads the fields by which a client says whose request this is, and of which session. */
final class SessionFields {
  private static final int RESPONSE_ID_BYTES_MAX = 1024;

  private enum Metadata {
    SESSION_ID("session_id"),
    USER_ID("user_id");

    static final Names<Metadata> NAMES = Names.of(Metadata.class, key -> key.name);

    final String name;

    Metadata(String name) {
      this.name = name;
    }
  }

  private enum Conversation {
    ID;

    static final Names<Conversation> NAMES = Names.of(Conversation.class, key -> "id");
  }

  private final JsonCursor cursor;
  private final Scalars scalars;
  private @Nullable String promptCacheKey;
  private @Nullable String sessionId;
  private @Nullable String metadataSessionId;
  private @Nullable String metadataUserId;
  private @Nullable String user;
  private @Nullable String conversation;
  private @Nullable String previousResponseId;

  SessionFields(JsonCursor cursor, Scalars scalars) {
    this.cursor = cursor;
    this.scalars = scalars;
  }

  void readPromptCacheKey() {
    promptCacheKey = scalars.key();
  }

  void readSessionId() {
    sessionId = scalars.key();
  }

  void readUser() {
    user = scalars.key();
  }

  void readMetadata() {
    if (cursor.kind() != Kind.OBJECT) {
      cursor.skip();
      return;
    }
    cursor.enter();
    while (cursor.nextMember()) {
      switch (cursor.in(Metadata.NAMES)) {
        case SESSION_ID -> metadataSessionId = scalars.key();
        case USER_ID -> metadataUserId = scalars.key();
        case null -> cursor.skip();
      }
    }
  }

  /** An id, or an object that has one. */
  void readConversation() {
    if (cursor.kind() != Kind.OBJECT) {
      conversation = scalars.key();
      return;
    }
    cursor.enter();
    while (cursor.nextMember()) {
      if (cursor.in(Conversation.NAMES) != null) {
        conversation = scalars.key();
      } else {
        cursor.skip();
      }
    }
  }

  void readPreviousResponseId() {
    if (cursor.kind() == Kind.NULL) {
      cursor.skip();
    } else {
      previousResponseId = scalars.name(BodyField.PREVIOUS_RESPONSE_ID.key, RESPONSE_ID_BYTES_MAX);
    }
  }

  /** The first key that names a session. */
  @Nullable String cacheKey() {
    return firstOf(promptCacheKey, sessionId, metadataSessionId, conversation);
  }

  /** Whose request it is; {@code metadata.user_id} is so read in Anthropic's requests only. */
  @Nullable String user(ApiKind kind) {
    return kind == ApiKind.MESSAGES || kind == ApiKind.COUNT_TOKENS ? metadataUserId : user;
  }

  @Nullable String previousResponseId() {
    return previousResponseId;
  }

  private static @Nullable String firstOf(@Nullable String... keys) {
    for (String key : keys) {
      if (key != null) {
        return key;
      }
    }
    return null;
  }
}
