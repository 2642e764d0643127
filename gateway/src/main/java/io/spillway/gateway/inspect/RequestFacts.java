package io.spillway.gateway.inspect;

import io.spillway.router.Priority;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one pass over a body found.
 *
 * @param model the name the client asked for
 * @param modelValue where it stands: a JSON string, quotes included, or the bare value of a form's
 *     field; nothing at the start of the body when it stands nowhere
 * @param form true when the body is a form, not JSON
 * @param stream true when the client wants an event stream
 * @param usageAsked true when a stream will end with its usage as it is: the client asked for it,
 *     or streams of this kind do so anyway
 * @param streamOptions where the value of {@code stream_options} stands, if it does
 * @param includeUsage where the value of {@code include_usage} in it stands, if it does
 * @param choices choices the answer will have: {@code n}, times the prompts of a completion
 * @param outputTokensMax the client's own bound on output tokens; 0 when it gave none
 * @param promptTokens estimated prompt tokens: a quarter of the bytes of its texts
 * @param cacheKey {@code prompt_cache_key}, else {@code session_id}, else {@code
 *     metadata.session_id}, else a response's {@code conversation}
 * @param user {@code user}, or Anthropic's {@code metadata.user_id}
 * @param conversationHead the parts that stay the same over a conversation: all up to the first
 *     user message
 * @param responses what it says about kept responses
 * @param priority how urgent it calls itself; null when it does not say
 * @param promptParts its prompt in the order in which it is rendered
 */
public record RequestFacts(
    String model,
    ByteRange modelValue,
    boolean form,
    boolean stream,
    boolean usageAsked,
    @Nullable ByteRange streamOptions,
    @Nullable ByteRange includeUsage,
    int choices,
    int outputTokensMax,
    int promptTokens,
    @Nullable String cacheKey,
    @Nullable String user,
    List<ByteRange> conversationHead,
    ResponseFacts responses,
    @Nullable Priority priority,
    PromptParts promptParts) {
  public RequestFacts {
    conversationHead = List.copyOf(conversationHead);
  }

  /** The same body, routed as if it had asked for {@code chosen}. */
  RequestFacts withModel(String chosen) {
    return new RequestFacts(
        chosen,
        modelValue,
        form,
        stream,
        usageAsked,
        streamOptions,
        includeUsage,
        choices,
        outputTokensMax,
        promptTokens,
        cacheKey,
        user,
        conversationHead,
        responses,
        priority,
        promptParts);
  }
}
