package io.spillway.gateway.config;

/**
 * What a pod costs while it runs.
 *
 * @param usdPerGpuHour price of one GPU for an hour; not negative
 * @param gpusPerPod GPUs one pod holds; at least 1
 */
public record PodPrice(double usdPerGpuHour, int gpusPerPod) {}
