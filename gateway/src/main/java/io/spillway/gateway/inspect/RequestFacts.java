package io.spillway.gateway.inspect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one pass over a body found.
 *
 * @param model the name the client asked for
 * @param modelValue where its JSON string stands, quotes included
 * @param stream true when the client wants an event stream
 * @param usageAsked true when the client asked for the usage event
 * @param streamOptions where the value of {@code stream_options} stands, if it does
 * @param includeUsage where the value of {@code include_usage} in it stands, if it does
 * @param choices choices the answer will have: {@code n}, times the prompts of a completion
 * @param outputTokensMax the client's own bound on output tokens; 0 when it gave none
 * @param promptTokens estimated prompt tokens: a quarter of the bytes of its texts
 * @param cacheKey {@code prompt_cache_key}, else {@code session_id}, else {@code
 *     metadata.session_id}
 * @param user {@code user}
 * @param conversationHead the parts that stay the same over a conversation: all up to the first
 *     user message
 */
public record RequestFacts(
    String model,
    ByteRange modelValue,
    boolean stream,
    boolean usageAsked,
    @Nullable ByteRange streamOptions,
    @Nullable ByteRange includeUsage,
    int choices,
    int outputTokensMax,
    int promptTokens,
    @Nullable String cacheKey,
    @Nullable String user,
    List<ByteRange> conversationHead) {
  public RequestFacts {
    conversationHead = List.copyOf(conversationHead);
  }
}
