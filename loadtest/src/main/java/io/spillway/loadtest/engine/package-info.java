/**
 * A simulated engine pod: serves the OpenAI API as vLLM does on the wire, with the timing of the
 * engine model and without a GPU.
 *
 * <p>Start at {@link io.spillway.loadtest.engine.SimulatedEngine}. One engine lives on one event
 * loop; one timer paces its steps, however many streams it has. A killed and restarted engine is a
 * new {@code EngineProcess} on the same port.
 *
 * <p><b>Invariants.</b> While an engine loads, its port is known and refuses connections. A client
 * that goes away frees its seat. The bytes of a token are put together without a JSON library.
 */
@NullMarked
package io.spillway.loadtest.engine;

import org.jspecify.annotations.NullMarked;
