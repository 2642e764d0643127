/**
 * The command line of the tools: options with values, checked and explained.
 *
 * <p>Start at {@link io.spillway.loadtest.cli.Arguments}.
 *
 * <p><b>Invariants.</b> An option nobody declared is an error that names the nearest; a value that
 * cannot be read is an error that says what was expected.
 */
@NullMarked
package io.spillway.loadtest.cli;

import org.jspecify.annotations.NullMarked;
