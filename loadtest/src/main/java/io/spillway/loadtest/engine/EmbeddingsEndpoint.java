package io.spillway.loadtest.engine;

import com.fasterxml.jackson.databind.JsonNode;
import io.spillway.loadtest.engine.model.FinishReason;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Embeddings: one pass over each input, and a vector that depends on the input alone. */
final class EmbeddingsEndpoint implements Endpoint {
  private static final int DIMENSIONS = 64;
  private static final int INPUTS_MAX = 2048;
  private static final long MILLIS_PER_SECOND = 1000;

  private final EngineOptions options;
  private final EngineCore core;
  private final ErrorShape errors;

  EmbeddingsEndpoint(EngineOptions options, EngineCore core) {
    this.options = options;
    this.core = core;
    this.errors = options.behaviour().wire().errors();
  }

  @Override
  public void serve(Arrived arrived) {
    HttpServerRequest http = arrived.http();
    JsonNode body = arrived.body();
    String model = body.path("model").asText(options.model());
    if (!model.equals(options.model())) {
      Answers.error(http, errors, EngineError.unknownModel(model));
      return;
    }
    List<byte[]> inputs = RequestReader.texts(body.path("input"));
    if (inputs.isEmpty() || inputs.size() > INPUTS_MAX) {
      Answers.error(http, errors, EngineError.invalid("Field required: input", "input"));
      return;
    }
    int longest = inputs.stream().mapToInt(RequestReader::tokens).max().orElseThrow();
    if (longest >= options.lengthMax()) {
      Answers.error(http, errors, EngineError.tooLong(options.lengthMax(), 0, longest));
      return;
    }
    if (core.full(inputs.size())) {
      Answers.error(http, errors, EngineError.of(429, "Failed to enqueue request, queue is full"));
      return;
    }
    boolean base64 = body.path("encoding_format").asText("float").equals("base64");
    var request =
        new GenerationRequest(
            "embd",
            false,
            inputs,
            1,
            new GenerationRequest.Output(1, true, 0),
            0,
            new GenerationRequest.Manner(
                options.model(), false, false, Optional.empty(), Optional.empty()));
    var reply = new Vectors(http, errors, inputs.size(), () -> answer(inputs, base64));
    Generation generation = core.submit(request, (_, _) -> new byte[4], reply);
    http.response().closeHandler(_ -> core.clientGone(generation));
  }

  /** Waits for every input's pass. */
  private static final class Vectors implements Reply {
    private final HttpServerRequest http;
    private final ErrorShape errors;
    private final Supplier<String> answer;
    private int open;

    Vectors(HttpServerRequest http, ErrorShape errors, int inputs, Supplier<String> answer) {
      this.http = http;
      this.errors = errors;
      this.open = inputs;
      this.answer = answer;
    }

    @Override
    public void begin() {
      // Nothing can be said before the status is known.
    }

    @Override
    public boolean token(int choice, int index, int cachedTokens, Ending last) {
      if (--open == 0) {
        Answers.json(http, 200, answer.get());
      }
      return true;
    }

    @Override
    public void abort() {
      Answers.error(http, errors, EngineError.of(500, FinishReason.ABORT.label()));
    }
  }

  private String answer(List<byte[]> inputs, boolean base64) {
    var data = new JsonArray();
    int tokens = 0;
    for (int i = 0; i < inputs.size(); i++) {
      float[] vector = vector(inputs.get(i));
      var entry = new JsonObject().put("index", i).put("object", "embedding");
      data.add(entry.put("embedding", base64 ? encoded(vector) : listed(vector)));
      tokens += RequestReader.tokens(inputs.get(i));
    }
    return new JsonObject()
        .put("id", "embd-" + Integer.toHexString(Arrays.hashCode(inputs.getFirst())))
        .put("object", "list")
        .put("created", System.currentTimeMillis() / MILLIS_PER_SECOND)
        .put("model", options.model())
        .put("data", data)
        .put(
            "usage",
            new JsonObject()
                .put("prompt_tokens", tokens)
                .put("total_tokens", tokens)
                .put("completion_tokens", 0)
                .putNull("prompt_tokens_details"))
        .encode();
  }

  private static float[] vector(byte[] input) {
    var random = new SplittableRandom(Arrays.hashCode(input));
    var vector = new float[DIMENSIONS];
    double square = 0;
    for (int i = 0; i < DIMENSIONS; i++) {
      vector[i] = (float) random.nextGaussian();
      square += vector[i] * vector[i];
    }
    for (int i = 0; i < DIMENSIONS; i++) {
      vector[i] /= (float) Math.sqrt(square);
    }
    return vector;
  }

  private static JsonArray listed(float[] vector) {
    var list = new JsonArray();
    for (float component : vector) {
      list.add(component);
    }
    return list;
  }

  private static String encoded(float[] vector) {
    var bytes = ByteBuffer.allocate(DIMENSIONS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float component : vector) {
      bytes.putFloat(component);
    }
    return Base64.getEncoder().encodeToString(bytes.array());
  }
}
