package io.spillway.gateway.session;

import io.spillway.gateway.inspect.RequestFacts;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What finding a session key may know of a request.
 *
 * @param tenant the tenant's name
 * @param model the configured model's name, whatever alias the client used
 * @param header a request header by its name, in lower case; null when it is not there
 * @param body the body as the client sent it
 * @param facts what inspecting that body found
 * @param clientAddress see {@link ClientAddress}; found only when it is asked for
 */
@SuppressWarnings("ArrayRecordComponent") // requests are never compared
public record SessionRequest(
    String tenant,
    String model,
    UnaryOperator<@Nullable String> header,
    byte[] body,
    RequestFacts facts,
    Supplier<String> clientAddress) {}
