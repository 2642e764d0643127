/**
 * What a run's records say: figures, text, a page with plots, JSON.
 *
 * <p>Start at {@link io.spillway.loadtest.report.LoadSummary}. Everything here is a pure function
 * of the records.
 *
 * <p><b>Invariants.</b> Every record is counted in exactly one outcome; the page loads nothing from
 * elsewhere.
 */
@NullMarked
package io.spillway.loadtest.report;

import org.jspecify.annotations.NullMarked;
