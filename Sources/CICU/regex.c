#include <stdio.h>
#include <stdlib.h>
#include <unicode/uregex.h>
#include <unicode/ustring.h>
#include <unicode/utext.h>

#include "CICU.h"

struct cicu_regex {
  URegularExpression *expression;
};

enum {
  /// Steps after which a match is given up: some patterns take for ever on some texts.
  TIME_LIMIT = 2000,
  /// Bytes of the stack of backtracking.
  STACK_LIMIT = 64 << 20,
};

cicu_regex *cicu_regex_open(
    const uint8_t *pattern, int64_t length, bool ignores_case, char *reason, int32_t capacity) {
  UErrorCode error = U_ZERO_ERROR;
  UParseError place = {0};
  cicu_regex *regex = calloc(1, sizeof *regex);
  if (regex == NULL) return NULL;
  UText text = UTEXT_INITIALIZER;
  utext_openUTF8(&text, (const char *)pattern, length, &error);
  regex->expression =
      uregex_openUText(&text, ignores_case ? UREGEX_CASE_INSENSITIVE : 0, &place, &error);
  utext_close(&text);
  if (U_SUCCESS(error)) {
    uregex_setTimeLimit(regex->expression, TIME_LIMIT, &error);
    uregex_setStackLimit(regex->expression, STACK_LIMIT, &error);
    return regex;
  }
  if (capacity > 0)
    snprintf(reason, (size_t)capacity, "%s near character %d", u_errorName(error), place.offset);
  free(regex);
  return NULL;
}

void cicu_regex_close(cicu_regex *regex) {
  if (regex == NULL) return;
  uregex_close(regex->expression);
  free(regex);
}

int64_t cicu_regex_find(
    cicu_regex *regex, const uint8_t *text, int64_t length, int64_t *ranges, int64_t capacity) {
  UErrorCode error = U_ZERO_ERROR;
  UText source = UTEXT_INITIALIZER;
  utext_openUTF8(&source, (const char *)text, length, &error);
  uregex_setUText(regex->expression, &source, &error);
  int64_t count = 0;
  while (U_SUCCESS(error) && count < capacity && uregex_findNext(regex->expression, &error)) {
    ranges[2 * count] = uregex_start64(regex->expression, 0, &error);
    ranges[2 * count + 1] = uregex_end64(regex->expression, 0, &error);
    count++;
  }
  utext_close(&source);
  return U_SUCCESS(error) ? count : -1;
}
