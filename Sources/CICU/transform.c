#include "transform.h"

#include <stdlib.h>
#include <string.h>

static bool reserve(cicu_transformed *result, int64_t length) {
  if (length <= result->capacity - result->length) return true;
  int64_t capacity = result->capacity * 2;
  if (capacity < result->length + length) capacity = result->length + length + 64;
  uint8_t *larger = realloc(result->bytes, (size_t)capacity);
  if (larger == NULL) return false;
  result->bytes = larger;
  result->capacity = capacity;
  return true;
}

bool cicu_append(cicu_transformed *result, const uint8_t *bytes, int64_t length) {
  if (length == 0) return true;
  if (!reserve(result, length)) return false;
  memcpy(result->bytes + result->length, bytes, (size_t)length);
  result->length += length;
  return true;
}

static bool has_same_lengths(const uint8_t *left, const uint8_t *right, int64_t length) {
  for (int64_t i = 0; i < length; i++)
    if (((left[i] & 0xc0) == 0x80) != ((right[i] & 0xc0) == 0x80)) return false;
  return true;
}

bool cicu_replace(
    cicu_transformed *result, const uint8_t *text, int64_t start, int64_t end,
    const uint8_t *bytes, int64_t length) {
  if (length != end - start || !has_same_lengths(text + start, bytes, length)) {
    if (result->edit_count == result->edit_capacity) {
      int64_t capacity = result->edit_capacity * 2 + 16;
      cicu_edit *larger = realloc(result->edits, (size_t)capacity * sizeof *larger);
      if (larger == NULL) return false;
      result->edits = larger;
      result->edit_capacity = capacity;
    }
    result->edits[result->edit_count++] =
        (cicu_edit){start, end, result->length, result->length + length};
  }
  return cicu_append(result, bytes, length);
}

void cicu_transformed_free(cicu_transformed *result) {
  free(result->bytes);
  free(result->edits);
  memset(result, 0, sizeof *result);
}
