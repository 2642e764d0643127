package io.spillway.loadtest.demo;

/**
 * What a place costs.
 *
 * @param usdPerPodHour of an own pod, busy or not
 * @param usdPerWorkerSecond of the target, while it works and until it has been idle long enough
 * @param requestsPerWorker requests that share one worker of the target
 */
record Prices(double usdPerPodHour, double usdPerWorkerSecond, int requestsPerWorker) {
  double podsUsd(double pods, double seconds) {
    return pods * seconds * usdPerPodHour / 3600;
  }
}
