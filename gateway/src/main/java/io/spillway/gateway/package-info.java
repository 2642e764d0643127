/** The gateway process: its commands, and how its parts are put together. */
@NullMarked
package io.spillway.gateway;

import org.jspecify.annotations.NullMarked;
