// Gives bytes to the shim over libicu: boundaries of the automaton against those of ICU's own iterator, edits
// of normal forms, and encodings in pieces. Without Swift it builds in seconds; tools/fuzz does that, with
// AddressSanitizer and UndefinedBehaviorSanitizer.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CICU.h"

static void check(bool holds, const char *what) {
  if (holds) return;
  fprintf(stderr, "finding: %s\n", what);
  abort();
}

static const char *const locales[] = {"en", "de", "th", "ja", "el", "fi", "sv", ""};
enum { LOCALES = sizeof locales / sizeof *locales, CAPACITY = 128 };

/// Both divide a text in the same way, without a gap.
static void segment(int32_t unit, int locale, const uint8_t *text, int64_t length) {
  static cicu_segmenter *segmenters[4][LOCALES][2];
  cicu_segmenter **pair = segmenters[unit][locale];
  for (int i = 0; i < 2; i++)
    if (!pair[i]) pair[i] = cicu_segmenter_open(unit, locales[locale], i == 1);
  check(pair[0] && pair[1], "no segmenter");
  for (int skips = 0; skips < 2; skips++) {
    cicu_segment found[2][CAPACITY];
    int64_t count[2], next[2] = {0, 0}, end = 0;
    for (int i = 0; i < 2; i++) {
      cicu_segmenter_begin(pair[i], text, length, skips);
      count[i] = cicu_segmenter_next(pair[i], found[i], CAPACITY);
    }
    while (count[0] > 0 && count[1] > 0) {
      const cicu_segment a = found[0][next[0]], b = found[1][next[1]];
      check(a.start == b.start && a.end == b.end && a.kind == b.kind, "other boundaries than ICU's");
      check(a.start < a.end && a.end <= length, "a segment outside of the text");
      check(skips ? a.start >= end : a.start == end, "a gap between segments");
      end = a.end;
      const int64_t visible = cicu_visible_start(text, a.start, a.end);
      check(visible >= a.start && visible <= a.end, "a visible start outside of its segment");
      for (int i = 0; i < 2; i++) {
        if (++next[i] < count[i]) continue;
        count[i] = cicu_segmenter_next(pair[i], found[i], CAPACITY);
        next[i] = 0;
      }
    }
    check(count[0] == 0 && count[1] == 0, "one has more segments than the other");
    check(skips || end == length, "a text that is not covered");
  }
}

/// Edits are in order, and what lies between them has the same length on both sides.
static void check_edits(cicu_transformed *result, bool succeeded, int64_t length) {
  check(succeeded, "a transformation that failed");
  int64_t source = 0, target = 0;
  for (int64_t i = 0; i < result->edit_count; i++) {
    const cicu_edit edit = result->edits[i];
    check(edit.source_start - source == edit.target_start - target && edit.source_start >= source,
          "an edit that is moved");
    check(edit.source_end >= edit.source_start && edit.target_end >= edit.target_start,
          "an edit that ends before its start");
    source = edit.source_end;
    target = edit.target_end;
  }
  check(length - source == result->length - target && source <= length, "another length");
  cicu_transformed_free(result);
}

static void transform(int locale, const uint8_t *text, int64_t length) {
  cicu_transformed result;
  for (int32_t form = CICU_NFC; form <= CICU_FOLD_ACCENTS; form++) {
    const bool succeeded = cicu_normalize(form, text, length, &result);
    check_edits(&result, succeeded, length);
  }
  for (int32_t mapping = CICU_FOLD_DIGITS; mapping <= CICU_REMOVE_INVISIBLE; mapping++) {
    const bool succeeded = cicu_map_characters(mapping, text, length, &result);
    check_edits(&result, succeeded, length);
  }
  const bool succeeded = cicu_lowercase(locales[locale], text, length, &result);
  check_edits(&result, succeeded, length);
}

static int64_t decode(
    const char *name, const uint8_t *bytes, int64_t length, int64_t piece, uint8_t *text,
    int64_t capacity) {
  cicu_decoder *decoder = cicu_decoder_open(name);
  if (!decoder) return 0;
  int64_t done = 0, written = 0;
  while (true) {
    const int64_t count = done + piece < length ? piece : length - done;
    const bool is_last = done + count == length;
    int64_t used = 0;
    const int64_t room = capacity - written < 64 ? capacity - written : 64;
    const int64_t more =
        cicu_decode_bytes(decoder, bytes + done, count, &used, text + written, room, is_last);
    if (more < 0) break;
    check(used >= 0 && used <= count && more <= room, "more than there was");
    done += used;
    written += more;
    if (is_last && done == length && more == 0) break;
    check(used > 0 || more > 0 || !is_last, "a decoder that does not go on");
    if (used == 0 && more == 0) break;
  }
  cicu_decoder_close(decoder);
  return written;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  static const char *const encodings[] = {
      "UTF-16", "ISO-8859-1", "Shift_JIS", "GB18030", "UTF-7", "ISO-2022-JP", "UTF-8", "EUC-KR"};
  if (size == 0) return 0;
  const uint8_t choice = bytes[size - 1];
  const int64_t length = (int64_t)size - 1;
  segment(choice % 4, choice / 4 % LOCALES, bytes, length);
  if (choice & 0x80) transform(choice / 4 % LOCALES, bytes, length);
  if (choice & 0x40) {
    char name[64];
    cicu_detect_encoding(bytes, length, name, sizeof name);
    const int64_t capacity = 8 * length + 64;
    uint8_t *text = malloc(2 * (size_t)capacity);
    const char *encoding = encodings[choice % 8];
    const int64_t whole = decode(encoding, bytes, length, length + 1, text, capacity);
    const int64_t pieces = decode(encoding, bytes, length, 3, text + capacity, capacity);
    check(whole == pieces && memcmp(text, text + capacity, (size_t)whole) == 0,
          "another text in pieces");
    free(text);
  }
  return 0;
}
