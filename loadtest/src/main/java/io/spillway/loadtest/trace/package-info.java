/**
 * What is asked and when: a recorded trace, and workloads of conversations drawn from it.
 *
 * <p>Start at {@link io.spillway.loadtest.trace.Workload}. Nothing here performs I/O except {@link
 * io.spillway.loadtest.trace.Trace}, which reads the bundled file, starts a thread or reads a
 * clock.
 *
 * <p><b>Invariants.</b> The same trace, specification and seed give the same requests; arrival
 * times never depend on answers.
 */
@NullMarked
package io.spillway.loadtest.trace;

import org.jspecify.annotations.NullMarked;
