// Decoding of UTF-8 that never reads beyond `end` and takes a byte that fits nowhere for U+FFFD.
#ifndef CICU_UTF8_H
#define CICU_UTF8_H

#include <stdint.h>

/// The scalar at `*position`, which must be before `end`; moves behind it.
static inline int32_t cicu_decode(const uint8_t *text, int64_t *position, int64_t end) {
  int64_t p = *position;
  uint32_t lead = text[p];
  if (lead < 0x80) {
    *position = p + 1;
    return (int32_t)lead;
  }
  if (lead >= 0xc2 && lead < 0xe0) {
    if (end - p >= 2 && (text[p + 1] & 0xc0) == 0x80) {
      *position = p + 2;
      return (int32_t)((lead & 0x1f) << 6 | (text[p + 1] & 0x3f));
    }
  } else if (lead >= 0xe0 && lead < 0xf0) {
    if (end - p >= 3 && (text[p + 1] & 0xc0) == 0x80 && (text[p + 2] & 0xc0) == 0x80) {
      uint32_t scalar =
          (lead & 0x0f) << 12 | (uint32_t)(text[p + 1] & 0x3f) << 6 | (text[p + 2] & 0x3f);
      if (scalar >= 0x800 && (scalar < 0xd800 || scalar > 0xdfff)) {
        *position = p + 3;
        return (int32_t)scalar;
      }
    }
  } else if (lead >= 0xf0 && lead < 0xf5) {
    if (end - p >= 4 && (text[p + 1] & 0xc0) == 0x80 && (text[p + 2] & 0xc0) == 0x80 &&
        (text[p + 3] & 0xc0) == 0x80) {
      uint32_t scalar = (lead & 0x07) << 18 | (uint32_t)(text[p + 1] & 0x3f) << 12 |
                        (uint32_t)(text[p + 2] & 0x3f) << 6 | (text[p + 3] & 0x3f);
      if (scalar >= 0x10000 && scalar <= 0x10ffff) {
        *position = p + 4;
        return (int32_t)scalar;
      }
    }
  }
  *position = p + 1;
  return 0xfffd;
}

#endif
