package io.spillway.gateway.json;

/** Well-formed UTF-8, after table 3-7 of the Unicode standard: nothing overlong, no surrogates. */
final class Utf8 {
  private Utf8() {}

  /** Where the sequence of two to four bytes at {@code at} ends, or -1 when it is not one. */
  static int after(byte[] bytes, int at, int end) {
    int lead = bytes[at] & 0xff;
    int length = lead < 0xc2 || lead > 0xf4 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (length == 0 || end - at < length) {
      return -1;
    }
    int second = bytes[at + 1] & 0xff;
    int low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    int high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (second < low || second > high) {
      return -1;
    }
    for (int i = at + 2; i < at + length; i++) {
      if ((bytes[i] & 0xc0) != 0x80) {
        return -1;
      }
    }
    return at + length;
  }
}
