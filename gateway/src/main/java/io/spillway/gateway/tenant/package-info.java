/**
 * Who calls.
 *
 * <p>Start at {@link io.spillway.gateway.tenant.Tenants}. <b>Invariant.</b> A key is known by its
 * hash only, and a missing key takes the same way as an unknown one.
 */
@NullMarked
package io.spillway.gateway.tenant;

import org.jspecify.annotations.NullMarked;
