/**
 * What the router believes about the engines' caches: which pod holds which blocks, and where each
 * session's cache is.
 *
 * <p>Start at {@link io.spillway.router.cache.PrefixIndex} and {@link
 * io.spillway.router.cache.SessionTable}; the rest are their tables. <b>Invariants.</b> Both are
 * bounded, and keep what they know in flat arrays: finding and noting allocate nothing, except that
 * a segment of the session table grows now and then. Neither is safe for use by several threads.
 */
@NullMarked
package io.spillway.router.cache;

import org.jspecify.annotations.NullMarked;
