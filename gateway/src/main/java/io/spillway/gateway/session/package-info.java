/**
 * Which session a request belongs to.
 *
 * <p>Start at {@link io.spillway.gateway.session.SessionKeys}. <b>Invariants.</b> Every key is a
 * keyed hash that depends on the tenant: no tenant meets another's sessions, no client can choose a
 * place. What a client sent is hashed, never kept. What is forged, foreign or expired is absent,
 * never an error.
 */
@NullMarked
package io.spillway.gateway.session;

import org.jspecify.annotations.NullMarked;
