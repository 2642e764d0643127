/**
 * The configuration: a tree of records, read once from YAML, replaced as a whole on reload.
 *
 * <p>Start at {@link io.spillway.gateway.config.ConfigFile} for a file on disk and at {@link
 * io.spillway.gateway.config.ConfigReader} for text. A reading either yields a {@link
 * io.spillway.gateway.config.Config} whose every value is within its bounds, or all the problems
 * found; nothing in between, and nothing is thrown for what a user wrote. The reader is where
 * bounds and relations between values are checked, because it must name all faults at once; the
 * records only make themselves immutable.
 *
 * <p><b>Invariants.</b> No secret's value appears in a problem, a warning or a {@code toString}.
 */
@NullMarked
package io.spillway.gateway.config;

import org.jspecify.annotations.NullMarked;
