/**
 * Open-loop load: sends a workload at its planned times and judges every ending.
 *
 * <p>Start at {@link io.spillway.loadtest.client.LoadRun}; one request is {@link
 * io.spillway.loadtest.client.LoadClient}, one stream's ending {@link
 * io.spillway.loadtest.client.StreamJudge}. The reader of event streams is this package's own, so
 * that it can find faults in the gateway's.
 *
 * <p><b>Invariants.</b> Every planned request ends in exactly one {@link
 * io.spillway.loadtest.client.Outcome}. Latency counts from the planned start, however late the
 * request was really sent.
 */
@NullMarked
package io.spillway.loadtest.client;

import org.jspecify.annotations.NullMarked;
