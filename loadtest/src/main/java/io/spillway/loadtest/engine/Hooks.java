package io.spillway.loadtest.engine;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What connects an engine's process with whoever runs it; all are called on its event loop.
 *
 * @param failures what goes wrong at the moment
 * @param counters told of every change of the counts
 * @param requests told of the body of every generation request as it arrives
 */
record Hooks(
    Supplier<Failures> failures, Consumer<EngineCounters> counters, Consumer<JsonNode> requests) {}
