package io.spillway.loadtest.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;

/**
 * The API {@code /v1/responses}.
 *
 * @param head what the response says whatever comes
 * @param finished told of the response when it has ended, not when it broke
 */
record ResponsesDialect(ResponseHead head, Wire wire, Consumer<ObjectNode> finished)
    implements Dialect {
  @Override
  public String id(String requestId) {
    return head.id();
  }

  @Override
  public boolean chat() {
    return true;
  }

  @Override
  public StreamFormat stream(GenerationRequest request, long createdSeconds) {
    return new ResponsesFormat(request, this, createdSeconds);
  }

  @Override
  public Whole whole(GenerationRequest request, Answer answer) {
    Choice choice = answer.choices().getFirst();
    var output = OutputItem.all(request, choice);
    String status = ResponseHead.status(choice.reason());
    ObjectNode response =
        head.json(new ResponseHead.State(status, output, answer.usage(), answer.createdSeconds()));
    finished.accept(response);
    return Whole.json(response.toString());
  }

  @Override
  public ErrorShape errors() {
    return errors(wire);
  }

  /** SGLang is flat everywhere but here. */
  static ErrorShape errors(Wire wire) {
    ErrorShape shape = wire.errors();
    boolean flat = shape == ErrorShape.FLAT && wire.engine() == EnginePreset.SGLANG;
    return flat ? ErrorShape.NESTED : shape;
  }
}
