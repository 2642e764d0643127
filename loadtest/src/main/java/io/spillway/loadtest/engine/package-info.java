/**
 * A simulated engine pod: serves the OpenAI API as some engine does on the wire, with the timing of
 * the engine model and without a GPU.
 *
 * <p>Start at {@link io.spillway.loadtest.engine.SimulatedEngine}. What serves a path is listed in
 * {@code Routes}; whatever the GPU writes goes through {@code Generator}, in the words of a {@code
 * Dialect} for each API. One engine lives on one event loop; one timer paces its steps, however
 * many streams it has. A killed and restarted engine is a new {@code EngineProcess} on the same
 * port. What sets engines apart is a list of {@link io.spillway.loadtest.engine.Trait traits},
 * which an {@link io.spillway.loadtest.engine.EnginePreset} sets together.
 *
 * <p><b>Invariants.</b> While an engine loads, its port is known; it refuses connections or says
 * that it loads. A client that goes away frees its seat. The bytes of a token are put together
 * without building a JSON tree.
 */
@NullMarked
package io.spillway.loadtest.engine;

import org.jspecify.annotations.NullMarked;
