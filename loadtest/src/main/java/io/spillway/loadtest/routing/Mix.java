package io.spillway.loadtest.routing;

/** Spreads numbers over 64 bits: the finaliser of MurmurHash3 (Appleby). */
final class Mix {
  private Mix() {}

  static long of(long value) {
    long mixed = (value ^ (value >>> 33)) * 0xFF51AFD7ED558CCDL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return mixed ^ (mixed >>> 33);
  }
}
