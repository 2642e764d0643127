/**
 * The training run behind a fast start: a gateway that serves for a moment, so that its JVM can
 * write down what it loaded, linked and found hot (an AOT cache, JEP 483, 514 and 515).
 *
 * <p>Start at {@link io.spillway.loadtest.training.TrainingRun}; the launcher calls it after a
 * build. <b>Invariants.</b> A cache is there whole or not at all; nothing that was started outlives
 * the run.
 */
@NullMarked
package io.spillway.loadtest.training;

import org.jspecify.annotations.NullMarked;
