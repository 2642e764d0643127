package io.spillway.router;

/** One pod's part of a pool's state. */
final class Pod {
  final EndpointId id;
  final long hash;
  final CostMeter meter;
  boolean admits;
  boolean comingUp;
  double weight;
  int inFlight;
  int slots;
  boolean listed = true;

  Pod(EndpointId id, long hash, CostMeter meter) {
    this.id = id;
    this.hash = hash;
    this.meter = meter;
  }

  boolean hasRoom() {
    return admits && inFlight < slots;
  }
}
