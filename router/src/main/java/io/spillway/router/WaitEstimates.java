package io.spillway.router;

import org.jspecify.annotations.Nullable;

/**
 * Estimates how long requests wait for a slot of one pool: from how many wait, how many slots there
 * are, how long slots were held, how long the answers under way are and how fast each pod is.
 */
final class WaitEstimates {
  private static final double PRIOR_HOLD_SECONDS = 5;
  private static final double PRIOR_OUTPUT_TOKENS = 256;

  private final Fleet fleet;
  private final WaitingLine queue;
  private final Average holdSeconds = new Average(PRIOR_HOLD_SECONDS);
  private int waitedFor;
  private final Average outputTokens = new Average(PRIOR_OUTPUT_TOKENS);

  /** Estimates for a pool with these pods and this queue, as they are whenever it is asked. */
  WaitEstimates(Fleet fleet, WaitingLine queue) {
    this.fleet = fleet;
    this.queue = queue;
  }

  /** Learns how long one slot was held. */
  void held(double seconds) {
    holdSeconds.add(seconds);
  }

  /** Learns how long one answer was. */
  void answered(int tokens) {
    outputTokens.add(tokens);
  }

  /** Notes which pod a waiting request waits for; null: it takes what comes, or has left. */
  void waitsFor(Ticket ticket, @Nullable Pod pod) {
    if (ticket.waitsFor != null) {
      ticket.waitsFor.waitedFor--;
      waitedFor--;
    }
    if (pod != null) {
      pod.waitedFor++;
      waitedFor++;
    }
    ticket.waitsFor = pod;
  }

  /** Tokens the answer to a prompt is expected to have. */
  double outputTokens(Prompt prompt) {
    double mean = outputTokens.value();
    return prompt.outputTokensMax() > 0 ? Math.min(mean, prompt.outputTokensMax()) : mean;
  }

  /** Whether a waiting request with this pin will take a slot that an unpinned one could have. */
  boolean competes(@Nullable EndpointId pin) {
    Pod pod = pin == null ? null : fleet.pod(pin);
    return pin == null || (pod != null && pod.admits);
  }

  /** How many that compete would stand before an unpinned request of average urgency. */
  int ahead() {
    return queue.size(this::competes);
  }

  /** Seconds that an unpinned request waits behind so many that compete. */
  double behind(int ahead) {
    int slots = fleet.slots();
    return fleet.anyAdmits()
        ? (ahead + 1) * holdSeconds.value() / Math.max(1, slots)
        : Double.POSITIVE_INFINITY;
  }

  /** Seconds until a slot of one pod is free for a request that waits for it alone. */
  double forSlotOf(Pod pod) {
    int slots = fleet.slots();
    int anywhere = Math.max(0, queue.unpinned() - waitedFor);
    double others = slots == 0 ? 0 : (double) anywhere * pod.slots / slots;
    double before = queue.pinnedTo(pod.id) + pod.waitedFor + others;
    return (1 + before) * hold(pod) / Math.max(1, pod.slots);
  }

  /**
   * Seconds that a request waits: behind so many, or in the whole line for the pod of its pin. NaN:
   * unknown.
   */
  double of(RoutingRequest request, int ahead) {
    if (request.pin() == null) {
      return behind(ahead);
    }
    Pod pod = fleet.pod(request.pin());
    return pod == null || !pod.admits ? Double.NaN : forSlotOf(pod);
  }

  /** Longer where answers are longer than usual, and where tokens come slower. */
  private double hold(Pod pod) {
    double longer = pod.inFlight == 0 ? 1 : pod.outputTokens / pod.inFlight / outputTokens.value();
    double slower = pod.pace.secondsPerToken() / fleet.pace().secondsPerToken();
    return holdSeconds.value() * longer * slower;
  }
}
