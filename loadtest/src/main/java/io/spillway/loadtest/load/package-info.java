/**
 * The command {@code load}: sends load and says how it went, as text, a page with plots, and JSON.
 *
 * <p>Start at {@link io.spillway.loadtest.load.LoadCommand}; the figures are {@link
 * io.spillway.loadtest.load.LoadSummary}. All but the command are pure functions of the records.
 *
 * <p><b>Invariants.</b> Every record is counted in exactly one outcome; the page loads nothing from
 * elsewhere.
 */
@NullMarked
package io.spillway.loadtest.load;

import org.jspecify.annotations.NullMarked;
