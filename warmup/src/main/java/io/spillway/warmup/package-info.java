/** A pod's life, from discovered to serving, as a pure state machine. */
@NullMarked
package io.spillway.warmup;

import org.jspecify.annotations.NullMarked;
