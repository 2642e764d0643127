/**
 * What a router needs to know of a request's body, found in one pass, and the few places at which
 * the body is changed on its way.
 *
 * <p>Start at {@link io.spillway.gateway.inspect.BodyInspector}, and at {@link
 * io.spillway.gateway.inspect.MultipartInspector} for forms. <b>Invariant.</b> Bytes outside a
 * named splice reach the engine as the client sent them.
 */
@NullMarked
package io.spillway.gateway.inspect;

import org.jspecify.annotations.NullMarked;
