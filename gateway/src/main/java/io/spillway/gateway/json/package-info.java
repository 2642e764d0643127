/**
 * JSON as bytes: a strict cursor that allocates nothing, and names to look for.
 *
 * <p>Start at {@link io.spillway.gateway.json.JsonCursor}. Bodies and events are read here and
 * forwarded as they are, so what matters is where a value stands. A library parser keeps the names
 * it met, guesses the encoding and limits numbers; a gateway must do none of these.
 *
 * <p><b>Invariants.</b> A text is accepted exactly when RFC 8259 accepts it, its bytes are UTF-8
 * without a byte order mark and it nests at most {@link
 * io.spillway.gateway.json.JsonCursor#DEPTH_MAX} deep.
 */
@NullMarked
package io.spillway.gateway.json;

import org.jspecify.annotations.NullMarked;
