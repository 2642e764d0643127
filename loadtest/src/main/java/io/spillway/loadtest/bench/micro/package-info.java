/**
 * Single operations of the router, measured with JMH.
 *
 * <p>Start with any class here; {@code loadtest/bench/run micro} runs them all. Each is a state of
 * realistic size with one method for each operation; classes and methods are public because the
 * generated harness calls them.
 */
@NullMarked
package io.spillway.loadtest.bench.micro;

import org.jspecify.annotations.NullMarked;
