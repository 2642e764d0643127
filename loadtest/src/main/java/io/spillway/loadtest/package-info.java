/** The tools that drive a gateway from outside: simulated engines, load, the demo. */
@NullMarked
package io.spillway.loadtest;

import org.jspecify.annotations.NullMarked;
