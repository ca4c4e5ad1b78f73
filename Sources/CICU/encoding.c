#include <stdlib.h>
#include <string.h>
#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>
#include <unicode/utypes.h>

#include "CICU.h"

bool cicu_detect_encoding(const uint8_t *bytes, int64_t length, char *name, int32_t capacity) {
  UErrorCode error = U_ZERO_ERROR;
  if (capacity <= 0) return false;
  name[0] = 0;
  UCharsetDetector *detector = ucsdet_open(&error);
  if (U_FAILURE(error)) return false;
  int32_t count = length > (1 << 20) ? 1 << 20 : (int32_t)length;
  ucsdet_setText(detector, (const char *)bytes, count, &error);
  const UCharsetMatch *match = ucsdet_detect(detector, &error);
  if (U_SUCCESS(error) && match != NULL) {
    const char *found = ucsdet_getName(match, &error);
    if (U_SUCCESS(error) && found != NULL && strlen(found) < (size_t)capacity) strcpy(name, found);
  }
  ucsdet_close(detector);
  return name[0] != 0;
}

struct cicu_decoder {
  UConverter *source, *target;
  UChar pivot[1024], *pivot_source, *pivot_target;
  bool is_started;
};

cicu_decoder *cicu_decoder_open(const char *name) {
  UErrorCode error = U_ZERO_ERROR;
  cicu_decoder *decoder = calloc(1, sizeof *decoder);
  if (decoder == NULL) return NULL;
  decoder->source = ucnv_open(name, &error);
  decoder->target = ucnv_open("UTF-8", &error);
  if (U_SUCCESS(error)) return decoder;
  cicu_decoder_close(decoder);
  return NULL;
}

void cicu_decoder_close(cicu_decoder *decoder) {
  if (decoder == NULL) return;
  ucnv_close(decoder->source);
  ucnv_close(decoder->target);
  free(decoder);
}

int64_t cicu_decode_bytes(
    cicu_decoder *decoder, const uint8_t *bytes, int64_t length, int64_t *used, uint8_t *text,
    int64_t capacity, bool is_last) {
  UErrorCode error = U_ZERO_ERROR;
  const char *source = (const char *)bytes;
  char *target = (char *)text;
  if (!decoder->is_started) decoder->pivot_source = decoder->pivot_target = decoder->pivot;
  bool is_first = !decoder->is_started;
  decoder->is_started = true;
  ucnv_convertEx(
      decoder->target, decoder->source, &target, target + capacity, &source, source + length,
      decoder->pivot, &decoder->pivot_source, &decoder->pivot_target, decoder->pivot + 1024,
      is_first, is_last, &error);
  *used = source - (const char *)bytes;
  if (U_FAILURE(error) && error != U_BUFFER_OVERFLOW_ERROR) return -1;
  return target - (char *)text;
}
