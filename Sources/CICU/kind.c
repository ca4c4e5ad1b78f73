#include "kind.h"

#include <stdbool.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "utf8.h"

#define W CICU_KIND_WHITESPACE
#define P CICU_KIND_PUNCTUATION
#define S CICU_KIND_SYMBOL
#define L CICU_KIND_WORD
#define N CICU_KIND_NUMBER

// By general category; control characters count as white space, since nothing is to be seen of
// them.
const uint8_t cicu_ascii_kinds[128] = {
    W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W,
    W, P, P, P, S, P, P, P, P, P, P, S, P, P, P, P, N, N, N, N, N, N, N, N, N, N, P, P, S, S, S, P,
    P, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, P, P, P, S, P,
    S, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, P, S, P, S, W,
};

enum { VARIATION_SELECTOR_EMOJI = 0xfe0f };

uint8_t cicu_kind_beyond_ascii(const uint8_t *text, int64_t start, int64_t end, uint8_t status) {
  int64_t position = start;
  int32_t scalar = cicu_decode(text, &position, end);
  if (status > 2) {
    UErrorCode error = U_ZERO_ERROR;
    UScriptCode script = uscript_getScript(scalar, &error);
    if (script == USCRIPT_HAN) return CICU_KIND_IDEOGRAPH;
    if (script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA || status == 3)
      return CICU_KIND_KANA;
    return script == USCRIPT_COMMON ? CICU_KIND_IDEOGRAPH : CICU_KIND_WORD;
  }
  switch (u_charType(scalar)) {
    case U_CONTROL_CHAR:
    case U_FORMAT_CHAR:
    case U_SPACE_SEPARATOR:
    case U_LINE_SEPARATOR:
    case U_PARAGRAPH_SEPARATOR:
      return position < end ? cicu_kind_behind_space(text, start, end, status)
                            : CICU_KIND_WHITESPACE;
    case U_DASH_PUNCTUATION:
    case U_START_PUNCTUATION:
    case U_END_PUNCTUATION:
    case U_CONNECTOR_PUNCTUATION:
    case U_OTHER_PUNCTUATION:
    case U_INITIAL_PUNCTUATION:
    case U_FINAL_PUNCTUATION:
      break;
    case U_UPPERCASE_LETTER:
    case U_LOWERCASE_LETTER:
    case U_TITLECASE_LETTER:
    case U_MODIFIER_LETTER:
    case U_OTHER_LETTER:
      return CICU_KIND_WORD;
    case U_DECIMAL_DIGIT_NUMBER:
    case U_LETTER_NUMBER:
    case U_OTHER_NUMBER:
      return CICU_KIND_NUMBER;
    default:
      if (u_hasBinaryProperty(scalar, UCHAR_EMOJI_PRESENTATION) ||
          u_hasBinaryProperty(scalar, UCHAR_REGIONAL_INDICATOR))
        return CICU_KIND_EMOJI;
      break;
  }
  if (position < end && u_hasBinaryProperty(scalar, UCHAR_EXTENDED_PICTOGRAPHIC) &&
      cicu_decode(text, &position, end) == VARIATION_SELECTOR_EMOJI)
    return CICU_KIND_EMOJI;
  return u_ispunct(scalar) ? CICU_KIND_PUNCTUATION : CICU_KIND_SYMBOL;
}

uint8_t cicu_kind_of_mixture(const uint8_t *text, int64_t start, int64_t end) {
  uint8_t kind = CICU_KIND_PUNCTUATION;
  while (start < end) {
    int32_t scalar = cicu_decode(text, &start, end);
    if (scalar == '@' || u_isalpha(scalar)) return CICU_KIND_WORD;
    if (u_isdigit(scalar)) kind = CICU_KIND_NUMBER;
  }
  return kind;
}

/// Whether nothing is to be seen of a character: white space, controls, joiners, variation selectors.
static bool is_unseen(int32_t scalar) {
  if (scalar < 128) return cicu_ascii_kinds[scalar] == CICU_KIND_WHITESPACE;
  switch (u_charType(scalar)) {
    case U_CONTROL_CHAR:
    case U_FORMAT_CHAR:
    case U_SPACE_SEPARATOR:
    case U_LINE_SEPARATOR:
    case U_PARAGRAPH_SEPARATOR:
      return true;
    default:
      return u_hasBinaryProperty(scalar, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
  }
}

int64_t cicu_visible_start(const uint8_t *text, int64_t start, int64_t end) {
  while (start < end) {
    int64_t next = start;
    if (!is_unseen(cicu_decode(text, &next, end))) break;
    start = next;
  }
  return start;
}

uint8_t cicu_kind_behind_space(const uint8_t *text, int64_t start, int64_t end, uint8_t status) {
  int64_t visible = cicu_visible_start(text, start, end);
  return visible == end ? CICU_KIND_WHITESPACE
                        : cicu_kind(text, visible, end, status) | CICU_KIND_SPACED;
}
