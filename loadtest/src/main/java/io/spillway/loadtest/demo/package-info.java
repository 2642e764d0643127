/**
 * The whole system on one machine: the gateway as a child process, simulated pods and a simulated
 * pay-per-second target in this one, and a story of traffic.
 *
 * <p>Start at {@link io.spillway.loadtest.demo.DemoCommand}; what happens when is {@link
 * io.spillway.loadtest.demo.Story}, what must hold at the end {@link
 * io.spillway.loadtest.demo.PromiseCheck}. The main thread polls, draws and steers; requests run on
 * an event loop.
 *
 * <p><b>Invariants.</b> What is promised is judged from outside: by the client's records and by the
 * engines' own counts, not by what the gateway says of itself. The child process never outlives
 * this one.
 */
@NullMarked
package io.spillway.loadtest.demo;

import org.jspecify.annotations.NullMarked;
