/**
 * The client port: what is let in, and how far.
 *
 * <p>Start at {@link io.spillway.gateway.http.Edge}. A request passes, in this order, its path
 * ({@link io.spillway.gateway.http.ApiPath}, an allow list), its tenant's key, its headers, its
 * body's bounds ({@link io.spillway.gateway.http.BodyIntake}), the reading of its body and the
 * model's name ({@link io.spillway.gateway.http.Reception}); then it is an {@link
 * io.spillway.gateway.relay.Exchange}, or a {@link io.spillway.gateway.relay.Visit} if it takes no
 * slot.
 *
 * <p><b>Where a filter on raw bytes goes.</b> Vert.x calls a server's connection handler when an
 * HTTP/1 connection's pipeline is complete and before a byte of it is read (with TLS: after the
 * handshake); the connection is a {@code VertxConnection}, whose channel's pipeline then has {@code
 * httpDecoder} behind {@code ssl}, if any. A handler added before {@code httpDecoder} sees every
 * byte the parser will see, and may close the connection instead. {@link
 * io.spillway.gateway.http.ConnectionGuard} stands there and keeps the deadlines of request heads;
 * a framing filter belongs beside it. This holds only while HTTP/2 over clear text is off: with it
 * on Vert.x waits for a preface before it calls the handler.
 *
 * <p><b>Invariants.</b> A refusal before the body has been read closes the connection. Bytes held
 * for bodies are given back on every ending.
 */
@NullMarked
package io.spillway.gateway.http;

import org.jspecify.annotations.NullMarked;
