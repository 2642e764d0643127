/**
 * The admin port: metrics, health, and what an operator wants to see.
 *
 * <p>Start at {@link io.spillway.gateway.admin.AdminServer}. <b>Invariant.</b> Nothing here shows a
 * key or a prompt; off loopback whatever is not a health check or a scrape needs the token.
 */
@NullMarked
package io.spillway.gateway.admin;

import org.jspecify.annotations.NullMarked;
