/**
 * What two prompts have in common from their start, without comparing them.
 *
 * <p>Start at {@link io.spillway.gateway.prefix.PromptBlocks}. <b>Invariants.</b> Every hash is
 * keyed and depends on the tenant: none tells a tenant what another asked, and no client can choose
 * one. Prompts are hashed, never kept.
 */
@NullMarked
package io.spillway.gateway.prefix;

import org.jspecify.annotations.NullMarked;
