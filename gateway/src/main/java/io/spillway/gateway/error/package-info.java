/**
 * Errors as clients see them: one shape per API, whatever failed.
 *
 * <p>Start at {@link io.spillway.gateway.error.ApiError}. <b>Invariant.</b> Every error body in the
 * OpenAI shape has the four keys {@code message, type, param, code}.
 */
@NullMarked
package io.spillway.gateway.error;

import org.jspecify.annotations.NullMarked;
