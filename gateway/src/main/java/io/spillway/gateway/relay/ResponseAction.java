package io.spillway.gateway.relay;

import io.spillway.router.Labeled;
import io.vertx.core.http.HttpMethod;

/** What can be asked about a response that was made before. */
public enum ResponseAction implements Labeled {
  RETRIEVE("response_get", ""),
  DELETE("response_delete", ""),
  CANCEL("response_cancel", "/cancel"),
  INPUT_ITEMS("response_input_items", "/input_items");

  private final String label;
  private final String suffix;

  ResponseAction(String label, String suffix) {
    this.label = label;
    this.suffix = suffix;
  }

  @Override
  public String label() {
    return label;
  }

  /** The method it is asked by, and sent by. */
  public HttpMethod method() {
    return switch (this) {
      case RETRIEVE, INPUT_ITEMS -> HttpMethod.GET;
      case DELETE -> HttpMethod.DELETE;
      case CANCEL -> HttpMethod.POST;
    };
  }

  /** What follows the response's id in its path. */
  public String suffix() {
    return suffix;
  }

  /**
   * True when an endpoint's 404 says that the response is gone. Some engines that keep responses do
   * not list their input items, and answer the same for any id.
   */
  boolean tellsWhetherKept() {
    return this != INPUT_ITEMS;
  }
}
