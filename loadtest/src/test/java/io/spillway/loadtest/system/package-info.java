/**
 * The whole system on loopback: the gateway as a process of its own before simulated engines.
 *
 * <p>Start at {@link io.spillway.loadtest.system.GatewayProcess}, {@link
 * io.spillway.loadtest.system.Fleet} and {@link io.spillway.loadtest.system.Call}.
 * <b>Invariants.</b> Every process is ended by its handle, whatever a test does. A gateway that
 * logged an unhandled exception or a leak fails the test that used it.
 */
package io.spillway.loadtest.system;
