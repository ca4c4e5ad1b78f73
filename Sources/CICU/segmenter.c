#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/uloc.h>
#include <unicode/uversion.h>

#include "CICU.h"
#include "automaton.h"
#include "kind.h"
#include "latin_words.h"
#include "utf8.h"

enum {
  /// Text with dictionary scripts goes to ICU in windows of at least this many bytes, so that the
  /// cost of a call vanishes, ...
  WINDOW = 4096,
  /// ... which end early where this many bytes needed no dictionary.
  WINDOW_GAP = 128,
  /// A single segment longer than this is cut: ICU counts in 32 bits.
  MAXIMUM_WINDOW = 1 << 28,
};

typedef struct {
  atomic_int owners;
  int32_t unit;
  bool is_reference;
  cicu_automaton *automaton;
  /// For words, whether the fast path for Latin letters follows the same rules, and how.
  bool has_latin_words;
  cicu_latin_words latin_words;
  char locale[ULOC_FULLNAME_CAPACITY];
} rules;

typedef struct {
  int64_t end;
  uint8_t status;
} boundary;

struct cicu_segmenter {
  rules *rules;
  UBreakIterator *iterator;
  const uint8_t *text;
  int64_t length, position;
  /// Where the last segment that was handed out or skipped ended.
  int64_t segment_start;
  bool skips_whitespace;
  // Boundaries that ICU has found and that are not handed out yet.
  boundary *pending;
  int64_t pending_count, pending_index, pending_capacity;
  UChar *utf16;
  int64_t utf16_capacity;
};

const char *cicu_version(void) {
  static char text[U_MAX_VERSION_STRING_LENGTH];
  static atomic_int is_written;
  if (!atomic_load(&is_written)) {
    UVersionInfo version;
    char name[U_MAX_VERSION_STRING_LENGTH];
    u_getVersion(version);
    u_versionToString(version, name);
    // Threads that come here together write the same bytes.
    memcpy(text, name, sizeof text);
    atomic_store(&is_written, 1);
  }
  return text;
}

static UBreakIterator *open_iterator(int32_t unit, const char *locale) {
  static const UBreakIteratorType types[] = {UBRK_WORD, UBRK_SENTENCE, UBRK_LINE, UBRK_CHARACTER};
  UErrorCode error = U_ZERO_ERROR;
  UBreakIterator *iterator = ubrk_open(types[unit], locale, NULL, 0, &error);
  if (U_SUCCESS(error)) return iterator;
  ubrk_close(iterator);
  return NULL;
}

/// The locale in ICU's notation; sentences are found without the keyword that makes ICU wrap its
/// iterator in a list of abbreviations.
static void canonical_locale(int32_t unit, const char *locale, char *result) {
  UErrorCode error = U_ZERO_ERROR;
  char name[ULOC_FULLNAME_CAPACITY] = "";
  if (strlen(locale) < ULOC_FULLNAME_CAPACITY) {
    int32_t parsed = 0;
    int32_t length = strchr(locale, '-') == NULL
        ? 0
        : uloc_forLanguageTag(locale, name, sizeof name, &parsed, &error);
    if (U_FAILURE(error) || length <= 0 || parsed != (int32_t)strlen(locale)) strcpy(name, locale);
  }
  error = U_ZERO_ERROR;
  if (unit == CICU_SENTENCE)
    uloc_getBaseName(name, result, ULOC_FULLNAME_CAPACITY, &error);
  else
    uloc_getName(name, result, ULOC_FULLNAME_CAPACITY, &error);
  if (U_FAILURE(error) || error == U_STRING_NOT_TERMINATED_WARNING) result[0] = 0;
}

cicu_segmenter *cicu_segmenter_open(int32_t unit, const char *locale, bool reference) {
  if (unit < CICU_WORD || unit > CICU_GRAPHEME) return NULL;
  rules *shared = calloc(1, sizeof *shared);
  cicu_segmenter *segmenter = calloc(1, sizeof *segmenter);
  if (shared == NULL || segmenter == NULL) {
    free(shared);
    free(segmenter);
    return NULL;
  }
  segmenter->rules = shared;
  atomic_init(&shared->owners, 1);
  shared->unit = unit;
  shared->is_reference = reference;
  canonical_locale(unit, locale, shared->locale);
  segmenter->iterator = open_iterator(unit, shared->locale);
  if (segmenter->iterator == NULL) {
    shared->locale[0] = 0;
    segmenter->iterator = open_iterator(unit, shared->locale);
  }
  if (segmenter->iterator == NULL) {
    cicu_segmenter_close(segmenter);
    return NULL;
  }
  if (reference) return segmenter;
  UErrorCode error = U_ZERO_ERROR;
  int32_t length = ubrk_getBinaryRules(segmenter->iterator, NULL, 0, &error);
  error = U_ZERO_ERROR;
  uint8_t *binary = length > 0 ? malloc((size_t)length) : NULL;
  if (binary != NULL) {
    ubrk_getBinaryRules(segmenter->iterator, binary, length, &error);
    if (U_SUCCESS(error)) shared->automaton = cicu_automaton_create(binary, length);
    free(binary);
    if (shared->automaton != NULL && unit == CICU_WORD)
      shared->has_latin_words =
          cicu_latin_words_create(shared->automaton, &shared->latin_words);
    if (shared->automaton != NULL && unit == CICU_SENTENCE)
      cicu_automaton_find_rest(shared->automaton, ".!?\n\r");
  }
  return segmenter;
}

cicu_segmenter *cicu_segmenter_copy(const cicu_segmenter *segmenter) {
  cicu_segmenter *copy = calloc(1, sizeof *copy);
  if (copy == NULL) return NULL;
  copy->rules = segmenter->rules;
  atomic_fetch_add(&copy->rules->owners, 1);
  return copy;
}

void cicu_segmenter_close(cicu_segmenter *segmenter) {
  if (segmenter == NULL) return;
  if (segmenter->iterator != NULL) ubrk_close(segmenter->iterator);
  free(segmenter->pending);
  free(segmenter->utf16);
  if (atomic_fetch_sub(&segmenter->rules->owners, 1) == 1) {
    cicu_automaton_destroy(segmenter->rules->automaton);
    free(segmenter->rules);
  }
  free(segmenter);
}

bool cicu_segmenter_has_automaton(const cicu_segmenter *segmenter) {
  return segmenter->rules->automaton != NULL;
}

void cicu_segmenter_begin(
    cicu_segmenter *segmenter, const uint8_t *text, int64_t length, bool skips_whitespace) {
  segmenter->text = text;
  segmenter->length = length;
  segmenter->position = segmenter->segment_start = 0;
  segmenter->skips_whitespace = skips_whitespace && segmenter->rules->unit == CICU_WORD;
  segmenter->pending_count = segmenter->pending_index = 0;
}

static bool append_pending(cicu_segmenter *segmenter, int64_t end, uint8_t status) {
  if (segmenter->pending_count == segmenter->pending_capacity) {
    int64_t capacity = segmenter->pending_capacity * 2 + 1024;
    boundary *larger = realloc(segmenter->pending, (size_t)capacity * sizeof *larger);
    if (larger == NULL) return false;
    segmenter->pending = larger;
    segmenter->pending_capacity = capacity;
  }
  segmenter->pending[segmenter->pending_count++] = (boundary){end, status};
  return true;
}

/// Appends ICU's own boundaries of the text from `start`, which is one, to `end`, which is one too.
static bool append_from_icu(cicu_segmenter *segmenter, int64_t start, int64_t end) {
  if (segmenter->iterator == NULL) {
    segmenter->iterator = open_iterator(segmenter->rules->unit, segmenter->rules->locale);
    if (segmenter->iterator == NULL) return false;
  }
  // No character has more UTF-16 units than bytes.
  if (end - start > segmenter->utf16_capacity) {
    free(segmenter->utf16);
    segmenter->utf16_capacity = end - start + WINDOW;
    segmenter->utf16 = malloc((size_t)segmenter->utf16_capacity * sizeof *segmenter->utf16);
    if (segmenter->utf16 == NULL) {
      segmenter->utf16_capacity = 0;
      return false;
    }
  }
  UChar *utf16 = segmenter->utf16;
  int32_t units = 0;
  for (int64_t position = start; position < end;) {
    int32_t scalar = cicu_decode(segmenter->text, &position, end);
    if (scalar < 0x10000) {
      utf16[units++] = (UChar)scalar;
    } else {
      utf16[units++] = (UChar)(0xd7c0 + (scalar >> 10));
      utf16[units++] = (UChar)(0xdc00 | (scalar & 0x3ff));
    }
  }
  UErrorCode error = U_ZERO_ERROR;
  ubrk_setText(segmenter->iterator, utf16, units, &error);
  if (U_FAILURE(error)) return false;
  int64_t position = start;
  int32_t unit = 0;
  for (;;) {
    int32_t next = ubrk_next(segmenter->iterator);
    if (next == UBRK_DONE) return true;
    while (unit < next) unit += cicu_decode(segmenter->text, &position, end) > 0xffff ? 2 : 1;
    int32_t status = ubrk_getRuleStatus(segmenter->iterator) / 100;
    if (!append_pending(segmenter, position, (uint8_t)status)) return false;
  }
}

/// Finds the segments from the current position, the first of which needs a dictionary and ends at
/// `end`, together with as many after it as ICU should see at once.
static bool append_window(cicu_segmenter *segmenter, int64_t end) {
  const cicu_automaton *automaton = segmenter->rules->automaton;
  int64_t start = segmenter->position;
  int64_t window_end = end, position = end;
  while (position < segmenter->length && position - start < WINDOW &&
         position - window_end < WINDOW_GAP) {
    cicu_boundary found = cicu_next_boundary(
        automaton, segmenter->text, segmenter->length, position, automaton->has_lookahead);
    position = found.end;
    if (found.has_dictionary) window_end = position;
  }
  for (;;) {
    int64_t part_end = window_end;
    if (part_end - start > MAXIMUM_WINDOW) {
      part_end = start + MAXIMUM_WINDOW;
      while (part_end > start + MAXIMUM_WINDOW - 4 && (segmenter->text[part_end] & 0xc0) == 0x80)
        part_end--;
    }
    if (!append_from_icu(segmenter, start, part_end)) return false;
    start = part_end;
    if (start == window_end) break;
  }
  segmenter->position = window_end;
  return true;
}

/// Finds segments with ICU's iterator alone, line by line: a segment of any unit ends behind a line
/// feed, and none depends on what stands before one.
static bool append_reference(cicu_segmenter *segmenter) {
  int64_t start = segmenter->position, end = start;
  while (end < segmenter->length && end - start < MAXIMUM_WINDOW) {
    end++;
    if (segmenter->text[end - 1] == '\n') break;
  }
  // A line too long for a window is not cut within a character. What follows a line feed starts one,
  // even if it is a byte that fits nowhere.
  if (end < segmenter->length && segmenter->text[end - 1] != '\n')
    while (end > start + 1 && (segmenter->text[end] & 0xc0) == 0x80) end--;
  segmenter->position = end;
  return append_from_icu(segmenter, start, end);
}

/// Writes boundaries that ICU found as segments; less than `capacity` only when none is left.
static int64_t hand_out_pending(
    cicu_segmenter *segmenter, cicu_segment *segments, int64_t capacity) {
  bool is_word = segmenter->rules->unit == CICU_WORD, skips = segmenter->skips_whitespace;
  int64_t start = segmenter->segment_start, count = 0;
  while (count < capacity && segmenter->pending_index < segmenter->pending_count) {
    boundary next = segmenter->pending[segmenter->pending_index++];
    uint8_t kind =
        is_word ? cicu_kind(segmenter->text, start, next.end, next.status) : next.status;
    if (!skips || kind != CICU_KIND_WHITESPACE)
      segments[count++] = (cicu_segment){start, next.end, kind};
    start = next.end;
  }
  segmenter->segment_start = start;
  if (segmenter->pending_index == segmenter->pending_count)
    segmenter->pending_index = segmenter->pending_count = 0;
  return count;
}

/// Whether looking at the next characters together pays.
static inline bool starts_in_latin(const uint8_t *text, int64_t count) {
  if (count >= 4) {
    uint32_t bytes;
    memcpy(&bytes, text, 4);
    if ((bytes & 0x80808080) == 0) return true;
  }
  // No character of most scripts starts with one of these.
  return text[0] < 0x80 || (text[0] >= 0xc3 && text[0] <= 0xc5);
}

/// The kind of a segment that the fast path found, as `cicu_kind` would find it by ICU's status.
static inline uint8_t latin_kind(const uint8_t *text, int64_t start, int64_t end) {
  uint8_t first = text[start];
  // Of the known characters beyond ASCII, those of two bytes but for guillemets are letters.
  if (first >= 0x80)
    return first >= 0xc3 && first <= 0xc5 ? CICU_KIND_WORD : CICU_KIND_PUNCTUATION;
  uint8_t kind = cicu_ascii_kinds[first];
  if (kind == CICU_KIND_NUMBER || first == '_') {
    kind = first == '_' ? CICU_KIND_PUNCTUATION : CICU_KIND_NUMBER;
    for (int64_t i = start; i < end; i++) {
      if (text[i] >= 0xc3 && text[i] <= 0xc5) return CICU_KIND_WORD;
      if (text[i] >= 0x80) continue;
      uint8_t inner = cicu_ascii_kinds[text[i]];
      if (inner == CICU_KIND_WORD || text[i] == '@') return CICU_KIND_WORD;
      if (inner == CICU_KIND_NUMBER) kind = CICU_KIND_NUMBER;
    }
  }
  return first == '@' && end - start > 1 ? CICU_KIND_WORD : kind;
}

/// The segments of up to 64 bytes from a boundary on. Places that are not known are left to the
/// automaton.
///
/// - Parameter position: moves to the end of the last segment; stays when nothing was found.
/// - Returns: how many segments were written, at most 66.
static inline int64_t next_in_latin(
    const cicu_segmenter *segmenter, int64_t *position, cicu_segment *segments, bool skips,
    bool has_lookahead) {
  const cicu_automaton *automaton = segmenter->rules->automaton;
  const cicu_latin_words *words = &segmenter->rules->latin_words;
  const uint8_t *text = segmenter->text;
  int64_t base = *position, length = segmenter->length, count = 0;
  cicu_latin_block found = words->find(words, text + base, length - base);
  // The places from this one on are unknown since the block ends, and not for a character.
  int limit = length - base < 64 ? (int)(length - base) + 1 : 61;
  int offset = 0;
  for (;;) {
    uint64_t above = ~UINT64_C(0) << offset << 1;
    uint64_t unknown = found.unknown & above;
    int first_unknown = unknown == 0 ? 64 : __builtin_ctzll(unknown);
    uint64_t ends = found.boundaries & above;
    if (first_unknown < 64) ends &= (UINT64_C(1) << first_unknown) - 1;
    if (ends != 0) {
      int last = 63 - __builtin_clzll(ends);
      if (skips) {
        uint64_t starts = (ends | UINT64_C(1) << offset) & ~found.white & ~(UINT64_C(1) << last);
        for (; starts != 0; starts &= starts - 1) {
          int start = __builtin_ctzll(starts);
          int end = __builtin_ctzll(ends & (~UINT64_C(1) << start));
          segments[count++] =
              (cicu_segment){base + start, base + end, latin_kind(text, base + start, base + end)};
        }
      } else {
        for (int start = offset; ends != 0; ends &= ends - 1) {
          int end = __builtin_ctzll(ends);
          segments[count++] =
              (cicu_segment){base + start, base + end, latin_kind(text, base + start, base + end)};
          start = end;
        }
      }
      offset = last;
    }
    if (first_unknown >= limit || first_unknown == 64) break;
    // The automaton reads on to the first place behind the unknown ones.
    uint64_t known = ~(found.unknown >> first_unknown);
    int next_known = known == 0 ? 64 : first_unknown + __builtin_ctzll(known);
    while (offset < next_known && base + offset < length) {
      cicu_boundary next =
          cicu_next_boundary(automaton, text, length, base + offset, has_lookahead);
      if (next.has_dictionary) goto done;
      uint8_t kind = cicu_kind(text, base + offset, next.end, next.status);
      if (!skips || kind != CICU_KIND_WHITESPACE)
        segments[count++] = (cicu_segment){base + offset, next.end, kind};
      if (next.end - base >= limit) {
        *position = next.end;
        return count;
      }
      offset = (int)(next.end - base);
    }
  }
done:
  *position = base + offset;
  return count;
}

static inline int64_t next_by_rules(
    cicu_segmenter *segmenter, cicu_segment *segments, int64_t capacity, bool is_word,
    bool has_lookahead, bool skips, bool has_rest) {
  const cicu_automaton *automaton = segmenter->rules->automaton;
  const uint8_t *text = segmenter->text;
  int64_t length = segmenter->length, position = segmenter->position, count = 0;
  bool has_latin_words = is_word && segmenter->rules->has_latin_words;
  while (count < capacity && position < length) {
    if (has_latin_words && starts_in_latin(text + position, length - position)) {
      if (capacity - count < 66) break;
      int64_t start = position;
      count += next_in_latin(segmenter, &position, segments + count, skips, has_lookahead);
      if (position > start) continue;
    }
    cicu_boundary found =
        cicu_read_segment(automaton, text, length, position, has_lookahead, has_rest);
    if (found.has_dictionary) {
      segmenter->position = segmenter->segment_start = position;
      if (!append_window(segmenter, found.end)) return -1;
      count += hand_out_pending(segmenter, segments + count, capacity - count);
      position = segmenter->position;
      if (segmenter->pending_count > 0) break;
      continue;
    }
    uint8_t kind = is_word ? cicu_kind(text, position, found.end, found.status) : found.status;
    if (!skips || kind != CICU_KIND_WHITESPACE)
      segments[count++] = (cicu_segment){position, found.end, kind};
    position = found.end;
  }
  segmenter->position = position;
  return count;
}

static int64_t next_by_unit(cicu_segmenter *segmenter, cicu_segment *segments, int64_t capacity) {
  const cicu_automaton *automaton = segmenter->rules->automaton;
  bool has_lookahead = automaton->has_lookahead;
  if (segmenter->rules->unit == CICU_WORD && !has_lookahead)
    return segmenter->skips_whitespace
        ? next_by_rules(segmenter, segments, capacity, true, false, true, false)
        : next_by_rules(segmenter, segments, capacity, true, false, false, false);
  if (segmenter->rules->unit == CICU_WORD)
    return next_by_rules(
        segmenter, segments, capacity, true, true, segmenter->skips_whitespace, false);
  if (automaton->has_rest)
    return next_by_rules(segmenter, segments, capacity, false, has_lookahead, false, true);
  return next_by_rules(segmenter, segments, capacity, false, has_lookahead, false, false);
}

int64_t cicu_segmenter_next(cicu_segmenter *segmenter, cicu_segment *segments, int64_t capacity) {
  for (;;) {
    int64_t count;
    if (segmenter->pending_index < segmenter->pending_count) {
      count = hand_out_pending(segmenter, segments, capacity);
    } else if (segmenter->position >= segmenter->length) {
      return 0;
    } else if (segmenter->rules->automaton == NULL) {
      segmenter->segment_start = segmenter->position;
      if (!append_reference(segmenter)) return -1;
      continue;
    } else {
      count = next_by_unit(segmenter, segments, capacity);
    }
    // A stretch of nothing but white space may give none.
    if (count != 0) return count;
  }
}
