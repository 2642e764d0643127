/**
 * The decision core: which endpoint serves a request, or why none does.
 *
 * <p>Nothing here performs I/O, starts a thread or reads a clock; time arrives as an argument, as
 * nanoseconds of a {@link io.spillway.router.Ticker}.
 */
@NullMarked
package io.spillway.router;

import org.jspecify.annotations.NullMarked;
