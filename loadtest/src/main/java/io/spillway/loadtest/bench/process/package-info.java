/**
 * Processes as the operating system sees them: their time on a core, their memory, their start and
 * end.
 *
 * <p>Start at {@link io.spillway.loadtest.bench.process.Child}. What {@code /proc} and {@code jcmd}
 * print is parsed by pure functions.
 */
@NullMarked
package io.spillway.loadtest.bench.process;

import org.jspecify.annotations.NullMarked;
