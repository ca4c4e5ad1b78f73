// What a word segment is made of.
#ifndef CICU_KIND_H
#define CICU_KIND_H

#include <stdint.h>

#include "CICU.h"

/// The kinds of ASCII characters that stand in no word.
extern const uint8_t cicu_ascii_kinds[128];

/// The kind of a segment that starts with a character beyond ASCII, or that dictionaries found.
uint8_t cicu_kind_beyond_ascii(const uint8_t *text, int64_t start, int64_t end, uint8_t status);

/// The kind of a segment that begins with what is not seen: that of what is seen behind it, with
/// `CICU_KIND_SPACED`, or white space.
uint8_t cicu_kind_behind_space(const uint8_t *text, int64_t start, int64_t end, uint8_t status);

/// The kind of a segment of letters, digits and low lines: ICU calls "H1" a number, "1_"
/// and "__" words.
uint8_t cicu_kind_of_mixture(const uint8_t *text, int64_t start, int64_t end);

/// The kind of the segment from `start` to `end` with ICU's rule status divided by 100: 0 none,
/// 1 number, 2 letters, 3 kana, 4 ideographs.
static inline uint8_t cicu_kind(const uint8_t *text, int64_t start, int64_t end, uint8_t status) {
  uint8_t first = text[start];
  if (status == 1 || (status == 2 && (first == '_' || (first >= '0' && first <= '9'))))
    return cicu_kind_of_mixture(text, start, end);
  if (status == 2 && first != '@') return CICU_KIND_WORD;
  if (first >= 0x80 || status > 2) return cicu_kind_beyond_ascii(text, start, end, status);
  // ICU 72 takes "@" for a letter.
  if (status == 2 && end - start > 1) return CICU_KIND_WORD;
  uint8_t kind = cicu_ascii_kinds[first];
  return kind == CICU_KIND_WHITESPACE && end - start > 1
      ? cicu_kind_behind_space(text, start, end, status)
      : kind;
}

#endif
