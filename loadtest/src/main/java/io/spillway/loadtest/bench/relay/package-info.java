/**
 * The yardstick: the least a proxy written with Vert.x can do.
 *
 * <p>Start at {@link io.spillway.loadtest.bench.relay.Relay}.
 */
@NullMarked
package io.spillway.loadtest.bench.relay;

import org.jspecify.annotations.NullMarked;
