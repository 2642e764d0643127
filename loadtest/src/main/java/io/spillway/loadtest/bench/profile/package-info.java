/**
 * Where the gateway's time and memory go, from a recording of the JVM's flight recorder.
 *
 * <p>Start at {@link io.spillway.loadtest.bench.profile.Recording}. Counting is pure: {@link
 * io.spillway.loadtest.bench.profile.StackCounts}.
 */
@NullMarked
package io.spillway.loadtest.bench.profile;

import org.jspecify.annotations.NullMarked;
