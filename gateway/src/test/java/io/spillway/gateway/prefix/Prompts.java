package io.spillway.gateway.prefix;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spillway.gateway.inspect.ApiKind;
import io.spillway.gateway.inspect.BodyInspector;
import io.spillway.gateway.inspect.Inspection;
import io.spillway.router.PrefixChain;

/** Chains of bodies as the gateway makes them. */
final class Prompts {
  static final byte[] SECRET = "the same on all gateways".getBytes(UTF_8);
  static final PromptBlocks BLOCKS = new PromptBlocks(SECRET);

  private Prompts() {}

  static PromptOwner owner(ApiKind kind) {
    return new PromptOwner("clinic", "m", null, kind);
  }

  static PrefixChain chain(String body, ApiKind kind) {
    return chain(body, owner(kind));
  }

  static PrefixChain chain(String body, PromptOwner owner) {
    return chain(BLOCKS, body, owner);
  }

  static PrefixChain chain(PromptBlocks blocks, String chat) {
    return chain(blocks, chat, owner(ApiKind.CHAT));
  }

  private static PrefixChain chain(PromptBlocks blocks, String body, PromptOwner owner) {
    byte[] bytes = body.getBytes(UTF_8);
    var read = (Inspection.Routable) BodyInspector.inspect(bytes, owner.kind());
    return blocks.chain(owner, bytes, read.facts().promptParts());
  }

  /** How many leading hashes two chains share. */
  static int shared(PrefixChain a, PrefixChain b) {
    int i = 0;
    while (i < Math.min(a.length(), b.length()) && a.hashes()[i] == b.hashes()[i]) {
      i++;
    }
    return i;
  }

  static String text(char letter, int length) {
    return String.valueOf(letter).repeat(length);
  }
}
