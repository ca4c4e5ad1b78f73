#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/ucasemap.h>
#include <unicode/utrans.h>

#include "transform.h"
#include "utf16.h"

static bool is_space(uint8_t byte) { return byte == ' ' || (byte >= '\t' && byte <= '\r'); }

static int64_t end_of_scalar(const uint8_t *text, int64_t position, int64_t end) {
  cicu_decode(text, &position, end);
  return position;
}

/// Appends what a word becomes, aligned character by character from both ends as far as the small
/// form of each is the character that it became.
static bool append_aligned(
    const uint8_t *text, int64_t start, int64_t end, const uint8_t *small, int64_t length,
    cicu_transformed *result) {
  int64_t target = 0;
  while (start < end && target < length) {
    int64_t source_end = start, target_end = target;
    int32_t from = cicu_decode(text, &source_end, end);
    int32_t to = cicu_decode(small, &target_end, length);
    // A capital sigma becomes one of two.
    if (u_tolower(from) != to && !(from == 0x3a3 && to == 0x3c2)) break;
    if (!cicu_replace(result, text, start, source_end, small + target, target_end - target)) {
      return false;
    }
    start = source_end;
    target = target_end;
  }
  if (start == end && target == length) return true;
  // The rest, in which a character became several or none, up to where both go on in the same way.
  int64_t source_tail = end, target_tail = length;
  while (source_tail > start && target_tail > target && text[source_tail - 1] < 0x80 &&
         text[source_tail - 1] == small[target_tail - 1]) {
    source_tail--;
    target_tail--;
  }
  return cicu_replace(result, text, start, source_tail, small + target, target_tail - target) &&
         cicu_append(result, small + target_tail, length - target_tail);
}

bool cicu_lowercase(
    const char *locale, const uint8_t *text, int64_t length, cicu_transformed *result) {
  memset(result, 0, sizeof *result);
  UErrorCode error = U_ZERO_ERROR;
  UCaseMap *map = ucasemap_open(locale, 0, &error);
  if (U_FAILURE(error)) {
    error = U_ZERO_ERROR;
    map = ucasemap_open("", 0, &error);
  }
  if (U_FAILURE(error)) return false;
  // Where a capital I is small without its dot, or keeps it under an accent, ASCII is no shortcut.
  const char *name = ucasemap_getLocale(map);
  bool is_plain = strncmp(name, "tr", 2) != 0 && strncmp(name, "az", 2) != 0 &&
                  strncmp(name, "lt", 2) != 0;
  char *buffer = NULL;
  int64_t capacity = 0;
  bool is_done = true;
  for (int64_t position = 0; is_done && position < length;) {
    int64_t start = position;
    // No context reaches over white space.
    bool is_ascii = true;
    if (is_space(text[position])) {
      while (position < length && is_space(text[position])) position++;
    } else {
      while (position < length && !is_space(text[position]) && position - start < 1 << 24) {
        if (text[position] >= 0x80) is_ascii = false;
        position = end_of_scalar(text, position, length);
      }
    }
    if (is_ascii && is_plain) {
      is_done = cicu_append(result, text + start, position - start);
      for (int64_t i = result->length - (position - start); is_done && i < result->length; i++)
        if (result->bytes[i] >= 'A' && result->bytes[i] <= 'Z') result->bytes[i] |= 0x20;
      continue;
    }
    if ((position - start) * 3 + 16 > capacity) {
      capacity = (position - start) * 3 + 64;
      free(buffer);
      buffer = malloc((size_t)capacity);
      is_done = buffer != NULL;
      if (!is_done) break;
    }
    error = U_ZERO_ERROR;
    int32_t count = ucasemap_utf8ToLower(
        map, buffer, (int32_t)capacity, (const char *)text + start, (int32_t)(position - start),
        &error);
    is_done = U_SUCCESS(error) &&
              append_aligned(text, start, position, (const uint8_t *)buffer, count, result);
  }
  ucasemap_close(map);
  free(buffer);
  if (!is_done) cicu_transformed_free(result);
  return is_done;
}

struct cicu_transliterator {
  UTransliterator *transliterator;
};

cicu_transliterator *cicu_transliterator_open(void) {
  static const UChar name[] = u"Any-Latin";
  UErrorCode error = U_ZERO_ERROR;
  cicu_transliterator *result = calloc(1, sizeof *result);
  if (result == NULL) return NULL;
  result->transliterator = utrans_openU(name, -1, UTRANS_FORWARD, NULL, 0, NULL, &error);
  if (U_SUCCESS(error)) return result;
  free(result);
  return NULL;
}

void cicu_transliterator_close(cicu_transliterator *transliterator) {
  if (transliterator == NULL) return;
  utrans_close(transliterator->transliterator);
  free(transliterator);
}

bool cicu_transliterate(
    cicu_transliterator *transliterator, const uint8_t *text, int64_t length,
    cicu_transformed *result) {
  memset(result, 0, sizeof *result);
  cicu_utf16 buffer = {0};
  uint8_t *bytes = NULL;
  bool is_done = true;
  for (int64_t position = 0; is_done && position < length;) {
    int64_t start = position;
    if (text[position] < 0x80) {
      while (position < length && text[position] < 0x80) position++;
      is_done = cicu_append(result, text + start, position - start);
      continue;
    }
    // Runs beyond ASCII, ideographs one by one, which is how finely they are aligned.
    bool has_ideograph = false;
    while (position < length && text[position] >= 0x80 && position - start < 1 << 16) {
      int64_t next = position;
      bool is_ideograph =
          u_hasBinaryProperty(cicu_decode(text, &next, length), UCHAR_IDEOGRAPHIC);
      if (is_ideograph && position > start) break;
      position = next;
      has_ideograph = is_ideograph;
      if (has_ideograph) break;
    }
    if (!cicu_utf16_decode(&buffer, text, start, position)) {
      is_done = false;
      break;
    }
    int32_t original = buffer.length;
    UErrorCode error;
    int64_t capacity = (int64_t)original * 4 + 32;
    for (;;) {
      is_done = cicu_utf16_reserve(&buffer, capacity) &&
                cicu_utf16_decode(&buffer, text, start, position);
      if (!is_done) break;
      error = U_ZERO_ERROR;
      int32_t limit = original;
      utrans_transUChars(
          transliterator->transliterator, buffer.units, &buffer.length, buffer.capacity, 0, &limit,
          &error);
      if (error != U_BUFFER_OVERFLOW_ERROR) break;
      capacity *= 2;
    }
    is_done = is_done && U_SUCCESS(error);
    if (!is_done) break;
    free(bytes);
    bytes = malloc((size_t)buffer.length * 3 + 4);
    is_done = bytes != NULL;
    int64_t count = 0;
    for (int32_t index = 0; is_done && index < buffer.length;)
      count += cicu_encode(cicu_utf16_next(&buffer, &index), bytes + count);
    bool is_same = count == position - start && memcmp(bytes, text + start, (size_t)count) == 0;
    is_done = is_done && (is_same ? cicu_append(result, bytes, count)
                                  : cicu_replace(result, text, start, position, bytes, count));
  }
  free(buffer.units);
  free(bytes);
  if (!is_done) cicu_transformed_free(result);
  return is_done;
}
