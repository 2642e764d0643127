package io.spillway.loadtest.training;

import java.io.Serial;

/** Why a training run made no cache, in words for an operator. */
final class TrainingFailure extends Exception {
  @Serial private static final long serialVersionUID = 1;

  TrainingFailure(String message) {
    super(message);
  }
}
