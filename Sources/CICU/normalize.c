#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>

#include "transform.h"
#include "utf16.h"

static const UNormalizer2 *normalizer_of(int32_t form) {
  UErrorCode error = U_ZERO_ERROR;
  const UNormalizer2 *normalizer = NULL;
  switch (form) {
    case CICU_NFC: normalizer = unorm2_getNFCInstance(&error); break;
    case CICU_NFD:
    case CICU_FOLD_ACCENTS: normalizer = unorm2_getNFDInstance(&error); break;
    case CICU_NFKC: normalizer = unorm2_getNFKCInstance(&error); break;
    case CICU_NFKC_CASEFOLD: normalizer = unorm2_getNFKCCasefoldInstance(&error); break;
  }
  return U_SUCCESS(error) ? normalizer : NULL;
}

/// The letters that accent folding changes though they are not made of a letter and a mark.
static const char *unaccented(int32_t scalar) {
  switch (scalar) {
    case 0xd8: case 0x1fe: return "O";
    case 0xf8: case 0x1ff: return "o";
    case 0x141: return "L";
    case 0x142: return "l";
    case 0x110: case 0xd0: return "D";
    case 0x111: case 0xf0: return "d";
    case 0x126: return "H";
    case 0x127: return "h";
    case 0x131: return "i";
    case 0x166: return "T";
    case 0x167: return "t";
    case 0x14a: return "N";
    case 0x14b: return "n";
    case 0xc6: return "AE";
    case 0xe6: return "ae";
    case 0x152: return "OE";
    case 0x153: return "oe";
    case 0xdf: return "ss";
    case 0x1e9e: return "SS";
    case 0xde: return "TH";
    case 0xfe: return "th";
    default: return NULL;
  }
}

/// Whether the mark is an accent rather than a part of the script, as vowel signs and the voicing
/// marks of kana are.
static bool is_accent(int32_t scalar) {
  if (scalar == 0x3099 || scalar == 0x309a) return false;
  if (u_charType(scalar) != U_NON_SPACING_MARK) return false;
  UErrorCode error = U_ZERO_ERROR;
  return uscript_getScript(scalar, &error) == USCRIPT_INHERITED;
}

/// Drops the accents of decomposed text and composes what remains.
static bool fold_accents(cicu_utf16 *text, cicu_utf16 *scratch) {
  int32_t kept = 0;
  for (int32_t index = 0; index < text->length;) {
    int32_t start = index;
    if (is_accent(cicu_utf16_next(text, &index))) continue;
    memmove(text->units + kept, text->units + start, (size_t)(index - start) * sizeof *text->units);
    kept += index - start;
  }
  text->length = kept;
  UErrorCode error = U_ZERO_ERROR;
  const UNormalizer2 *composer = normalizer_of(CICU_NFC);
  if (composer == NULL || !cicu_utf16_reserve(scratch, (int64_t)kept * 3 + 16)) return false;
  scratch->length =
      unorm2_normalize(composer, text->units, kept, scratch->units, scratch->capacity, &error);
  cicu_utf16 composed = *scratch;
  *scratch = *text;
  *text = composed;
  return U_SUCCESS(error);
}

/// Normalizes the segment from `start` to `end`, which neither side of it has an influence on.
static bool normalize_segment(
    const UNormalizer2 *normalizer, int32_t form, const uint8_t *text, int64_t start, int64_t end,
    cicu_utf16 buffers[2], uint8_t **bytes, int64_t *capacity, cicu_transformed *result) {
  cicu_utf16 *source = &buffers[0], *target = &buffers[1];
  if (!cicu_utf16_decode(source, text, start, end)) return false;
  // The longest expansion, of U+FDFA in NFKC, is 18 units for one.
  if (!cicu_utf16_reserve(target, (int64_t)source->length * 18 + 16)) return false;
  UErrorCode error = U_ZERO_ERROR;
  target->length = unorm2_normalize(
      normalizer, source->units, source->length, target->units, target->capacity, &error);
  if (U_FAILURE(error)) return false;
  if (form == CICU_FOLD_ACCENTS && !fold_accents(target, source)) return false;
  if ((int64_t)target->length * 6 + 8 > *capacity) {
    *capacity = (int64_t)target->length * 6 + 64;
    free(*bytes);
    *bytes = malloc((size_t)*capacity);
    if (*bytes == NULL) return false;
  }
  int64_t length = 0;
  for (int32_t index = 0; index < target->length;) {
    int32_t scalar = cicu_utf16_next(target, &index);
    const char *folded = form == CICU_FOLD_ACCENTS ? unaccented(scalar) : NULL;
    if (folded != NULL) {
      for (; *folded != 0; folded++) (*bytes)[length++] = (uint8_t)*folded;
    } else {
      length += cicu_encode(scalar, *bytes + length);
    }
  }
  return cicu_replace(result, text, start, end, *bytes, length);
}

bool cicu_normalize(int32_t form, const uint8_t *text, int64_t length, cicu_transformed *result) {
  memset(result, 0, sizeof *result);
  const UNormalizer2 *normalizer = normalizer_of(form);
  if (normalizer == NULL) return false;
  cicu_utf16 buffers[2] = {{0}};
  uint8_t *bytes = NULL;
  int64_t capacity = 0;
  bool is_done = true;
  bool folds_ascii = form == CICU_NFKC_CASEFOLD;
  for (int64_t position = 0; is_done && position < length;) {
    int64_t start = position;
    // An ASCII character before another one is what it is in every form, but for its case.
    while (position < length && text[position] < 0x80 &&
           (position + 1 == length || text[position + 1] < 0x80))
      position++;
    if (position > start) {
      is_done = cicu_append(result, text + start, position - start);
      if (is_done && folds_ascii) {
        uint8_t *copy = result->bytes + result->length - (position - start);
        for (int64_t i = 0; i < position - start; i++)
          if (copy[i] >= 'A' && copy[i] <= 'Z') copy[i] |= 0x20;
      }
      continue;
    }
    int32_t first = cicu_decode(text, &position, length);
    int64_t next = position;
    bool is_single = true;
    while (next < length) {
      if (unorm2_hasBoundaryBefore(normalizer, cicu_decode(text, &next, length))) break;
      position = next;
      is_single = false;
    }
    bool is_unchanged = is_single && first != 0xfffd && unorm2_isInert(normalizer, first) &&
                        (form != CICU_FOLD_ACCENTS || unaccented(first) == NULL);
    is_done = is_unchanged
        ? cicu_append(result, text + start, position - start)
        : normalize_segment(
              normalizer, form, text, start, position, buffers, &bytes, &capacity, result);
  }
  free(buffers[0].units);
  free(buffers[1].units);
  free(bytes);
  if (!is_done) cicu_transformed_free(result);
  return is_done;
}

/// Whether the character is there to be neither seen nor heard. The joiners stay: they shape emoji
/// and the words of several scripts; so do the white space controls and the selectors of a glyph.
static bool is_invisible(int32_t scalar) {
  if (scalar == '\t' || scalar == '\n' || scalar == '\r' || scalar == 0x85) return false;
  if (scalar == 0x200c || scalar == 0x200d) return false;
  switch (u_charType(scalar)) {
    case U_CONTROL_CHAR: return true;
    case U_FORMAT_CHAR: return u_hasBinaryProperty(scalar, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
    default: return false;
  }
}

bool cicu_map_characters(
    int32_t mapping, const uint8_t *text, int64_t length, cicu_transformed *result) {
  memset(result, 0, sizeof *result);
  bool is_done = true;
  int64_t copied = 0;
  for (int64_t position = 0; is_done && position < length;) {
    int64_t start = position;
    uint8_t byte = text[position];
    if (byte >= 0x20 && byte < 0x7f) {
      position++;
      continue;
    }
    int32_t scalar = cicu_decode(text, &position, length);
    uint8_t digit;
    int64_t digits = 0;
    if (mapping == CICU_FOLD_DIGITS) {
      if (byte < 0x80 || u_charType(scalar) != U_DECIMAL_DIGIT_NUMBER) continue;
      digit = (uint8_t)('0' + u_charDigitValue(scalar));
      digits = 1;
    } else if (!is_invisible(scalar)) {
      continue;
    }
    is_done = cicu_append(result, text + copied, start - copied) &&
              cicu_replace(result, text, start, position, &digit, digits);
    copied = position;
  }
  is_done = is_done && cicu_append(result, text + copied, length - copied);
  if (!is_done) cicu_transformed_free(result);
  return is_done;
}
