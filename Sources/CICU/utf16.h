// Conversion between UTF-8 and the UTF-16 that most of ICU works on.
#ifndef CICU_UTF16_H
#define CICU_UTF16_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <unicode/utypes.h>

#include "utf8.h"

/// A buffer that grows.
typedef struct {
  UChar *units;
  int32_t length, capacity;
} cicu_utf16;

static inline bool cicu_utf16_reserve(cicu_utf16 *buffer, int64_t capacity) {
  if (capacity <= buffer->capacity) return true;
  if (capacity > INT32_MAX / 2) return false;
  UChar *larger = realloc(buffer->units, (size_t)capacity * sizeof *larger);
  if (larger == NULL) return false;
  buffer->units = larger;
  buffer->capacity = (int32_t)capacity;
  return true;
}

/// Fills the buffer with the bytes from `start` to `end`.
static inline bool cicu_utf16_decode(
    cicu_utf16 *buffer, const uint8_t *text, int64_t start, int64_t end) {
  // No character has more units than bytes.
  if (!cicu_utf16_reserve(buffer, end - start + 1)) return false;
  buffer->length = 0;
  while (start < end) {
    int32_t scalar = cicu_decode(text, &start, end);
    if (scalar < 0x10000) {
      buffer->units[buffer->length++] = (UChar)scalar;
    } else {
      buffer->units[buffer->length++] = (UChar)(0xd7c0 + (scalar >> 10));
      buffer->units[buffer->length++] = (UChar)(0xdc00 | (scalar & 0x3ff));
    }
  }
  return true;
}

/// The scalar at `*index` of the buffer; a lone surrogate is U+FFFD.
static inline int32_t cicu_utf16_next(const cicu_utf16 *buffer, int32_t *index) {
  UChar unit = buffer->units[(*index)++];
  if ((unit & 0xf800) != 0xd800) return unit;
  if (unit < 0xdc00 && *index < buffer->length && (buffer->units[*index] & 0xfc00) == 0xdc00) {
    UChar low = buffer->units[(*index)++];
    return 0x10000 + ((unit & 0x3ff) << 10 | (low & 0x3ff));
  }
  return 0xfffd;
}

/// Writes the UTF-8 of a scalar and gives its length, at most 4.
static inline int32_t cicu_encode(int32_t scalar, uint8_t *bytes) {
  if (scalar < 0x80) {
    bytes[0] = (uint8_t)scalar;
    return 1;
  }
  if (scalar < 0x800) {
    bytes[0] = (uint8_t)(0xc0 | scalar >> 6);
    bytes[1] = (uint8_t)(0x80 | (scalar & 0x3f));
    return 2;
  }
  if (scalar < 0x10000) {
    bytes[0] = (uint8_t)(0xe0 | scalar >> 12);
    bytes[1] = (uint8_t)(0x80 | (scalar >> 6 & 0x3f));
    bytes[2] = (uint8_t)(0x80 | (scalar & 0x3f));
    return 3;
  }
  bytes[0] = (uint8_t)(0xf0 | scalar >> 18);
  bytes[1] = (uint8_t)(0x80 | (scalar >> 12 & 0x3f));
  bytes[2] = (uint8_t)(0x80 | (scalar >> 6 & 0x3f));
  bytes[3] = (uint8_t)(0x80 | (scalar & 0x3f));
  return 4;
}

#endif
