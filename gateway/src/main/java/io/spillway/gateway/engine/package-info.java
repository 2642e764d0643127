/**
 * What engines tell of themselves: their metrics, read at intervals.
 *
 * <p>Start at {@link io.spillway.gateway.engine.EngineScraper}. <b>Invariants.</b> Unknown is not
 * zero: what an engine did not say, said too long ago or said in a way that makes no sense is NaN.
 * No text, however broken, makes the reading fail or take long.
 */
@NullMarked
package io.spillway.gateway.engine;

import org.jspecify.annotations.NullMarked;
