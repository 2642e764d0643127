package io.spillway.router.health;

/** What a request carries from its beginning to its end: its pod and when it began, in one long. */
final class Pass {
  private static final int POD_BITS = 20;

  private Pass() {}

  static long of(long serial, int pod) {
    return serial << POD_BITS | pod;
  }

  static int pod(long pass) {
    return (int) (pass & ((1 << POD_BITS) - 1));
  }

  static long serial(long pass) {
    return pass >> POD_BITS;
  }
}
