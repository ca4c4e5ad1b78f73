#include <stdlib.h>
#include <string.h>
#include <unicode/uloc.h>
#include <unicode/ures.h>
#include <unicode/utypes.h>

#include "CICU.h"

char *cicu_abbreviations(const char *locale) {
  char name[ULOC_FULLNAME_CAPACITY];
  UErrorCode error = U_ZERO_ERROR;
  uloc_getBaseName(strlen(locale) < sizeof name ? locale : "", name, sizeof name, &error);
  if (U_FAILURE(error) || error == U_STRING_NOT_TERMINATED_WARNING) return NULL;
  // The bundle of an unknown locale would be that of the process's default locale: so the parents
  // are looked up by name, from the most special to the language.
  char *list = NULL;
  size_t length = 0;
  while (name[0] != 0 && list == NULL) {
    error = U_ZERO_ERROR;
    UResourceBundle *bundle = ures_openDirect(U_ICUDATA_NAME "-brkitr", name, &error);
    UResourceBundle *exceptions = ures_getByKey(bundle, "exceptions", NULL, &error);
    UResourceBundle *sentence = ures_getByKey(exceptions, "SentenceBreak", NULL, &error);
    int32_t count = U_SUCCESS(error) ? ures_getSize(sentence) : 0;
    for (int32_t i = 0; i < count; i++) {
      char entry[256];
      int32_t bytes = sizeof entry;
      UErrorCode entry_error = U_ZERO_ERROR;
      const char *text =
          ures_getUTF8StringByIndex(sentence, i, entry, &bytes, true, &entry_error);
      if (U_FAILURE(entry_error) || bytes <= 0) continue;
      char *larger = realloc(list, length + (size_t)bytes + 2);
      if (larger == NULL) break;
      list = larger;
      memcpy(list + length, text, (size_t)bytes);
      length += (size_t)bytes;
      list[length++] = '\n';
      list[length] = 0;
    }
    if (sentence != NULL) ures_close(sentence);
    if (exceptions != NULL) ures_close(exceptions);
    if (bundle != NULL) ures_close(bundle);
    char *underscore = strrchr(name, '_');
    if (underscore == NULL) break;
    *underscore = 0;
  }
  return list;
}

void cicu_free(void *memory) { free(memory); }
