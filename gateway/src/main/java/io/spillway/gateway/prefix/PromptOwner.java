package io.spillway.gateway.prefix;

import io.spillway.gateway.inspect.ApiKind;
import org.jspecify.annotations.Nullable;

/**
 * Whose prompt it is and what reads it: prompts that differ in any of it share nothing.
 *
 * @param tenant the tenant's name
 * @param model the configured model's name, whatever alias the client used
 * @param adapter the LoRA adapter that answers; null for the model itself
 * @param kind a prompt that is a conversation is rendered, one that is a text is not
 */
public record PromptOwner(String tenant, String model, @Nullable String adapter, ApiKind kind) {}
