package io.spillway.gateway.inspect;

import org.jspecify.annotations.Nullable;

/**
 * What a request for a response says about responses that are kept by a pod.
 *
 * @param previousId {@code previous_response_id}: only the pod that made it can go on from it
 * @param store true unless the client wants its response not to be kept
 * @param background true when the client will come back for the answer
 */
public record ResponseFacts(@Nullable String previousId, boolean store, boolean background) {
  /** What requests of all other kinds say. */
  public static final ResponseFacts NONE = new ResponseFacts(null, false, false);
}
