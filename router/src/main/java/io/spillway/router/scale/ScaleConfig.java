package io.spillway.router.scale;

/**
 * Bounds of the recommendation.
 *
 * @param min fewest pods
 * @param max most pods
 * @param targetPerPod requests at once a pod should carry; below its limit, so that there is room
 *     for the next burst
 */
public record ScaleConfig(int min, int max, int targetPerPod) {
  public ScaleConfig {
    if (min < 0 || max < min || targetPerPod < 1) {
      throw new IllegalArgumentException(
          "min, max, targetPerPod: %d, %d, %d (expected: 0 <= min <= max, targetPerPod >= 1)"
              .formatted(min, max, targetPerPod));
    }
  }
}
