/**
 * The engine model: what a continuous-batching engine does, step by step, and how long each step
 * takes.
 *
 * <p>Start at {@link io.spillway.loadtest.engine.model.EngineScheduler}. Nothing here performs I/O,
 * starts a thread or reads a clock: a driver begins a step, lets its time pass and ends it. The
 * same objects serve HTTP in real time and replay traces in virtual time.
 *
 * <p><b>Invariants.</b> A block is held by as many sequences as its count says; a sequence that
 * ended holds none; a sequence ends exactly once; no step is faster than reading the weights.
 */
@NullMarked
package io.spillway.loadtest.engine.model;

import org.jspecify.annotations.NullMarked;
