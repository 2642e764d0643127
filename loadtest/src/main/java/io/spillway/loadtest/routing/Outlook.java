package io.spillway.loadtest.routing;

/**
 * What each pod would mean for one request, in seconds.
 *
 * @param waits until the pod would begin with it, by pod
 * @param work to compute what the pod has not cached, by pod
 * @param leastWait of all pods
 * @param leastWork of all pods
 */
@SuppressWarnings("ArrayRecordComponent") // made for one decision, never compared
record Outlook(double[] waits, double[] work, double leastWait, double leastWork) {}
