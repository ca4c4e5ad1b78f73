/// The parts of libicu that text needs, behind a header of its own: opaque pointers and plain integers.
///
/// ICU's headers cannot be imported into Swift (`urename.h` hides the functions behind macros, and the
/// types collide with those of the ICU that Foundation carries), so they are included in the
/// implementation files only.
///
/// Texts are UTF-8 with their length in bytes; they need no terminator and may contain NUL. Text that
/// is not well-formed does no harm: each byte that is not part of a character counts as U+FFFD.
#ifndef CICU_H
#define CICU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The version of the linked libicu as "72.1". The string lives as long as the process.
const char *cicu_version(void);

/// What to segment a text into.
enum {
  CICU_WORD = 0,
  CICU_SENTENCE = 1,
  CICU_LINE = 2,
  CICU_GRAPHEME = 3,
};

/// What a segment is made of. Kinds 0 to 7 are those of words; sentences, lines and graphemes have
/// ICU's rule status divided by 100 instead.
enum {
  CICU_KIND_WORD = 0,
  CICU_KIND_NUMBER = 1,
  CICU_KIND_PUNCTUATION = 2,
  CICU_KIND_SYMBOL = 3,
  CICU_KIND_EMOJI = 4,
  CICU_KIND_IDEOGRAPH = 5,
  CICU_KIND_KANA = 6,
  CICU_KIND_WHITESPACE = 7,
};

/// Finds boundaries by the rules of a locale. One thread at a time.
typedef struct cicu_segmenter cicu_segmenter;

/// - Parameters:
///   - unit: `CICU_WORD` to `CICU_GRAPHEME`.
///   - locale: an ICU locale or a BCP 47 tag; one that ICU does not know means the root locale.
///   - reference: whether to call ICU's own iterator for all text, as an oracle for the automaton.
/// - Returns: `NULL` when libicu has no break rules or memory has run out.
cicu_segmenter *cicu_segmenter_open(int32_t unit, const char *locale, bool reference);

/// Another segmenter with the same rules, which the two share. Cheap; may be called from any thread
/// while `segmenter` is in use by another one.
cicu_segmenter *cicu_segmenter_copy(const cicu_segmenter *segmenter);

void cicu_segmenter_close(cicu_segmenter *segmenter);

/// Whether boundaries come from the automaton; otherwise every one comes from ICU's iterator.
bool cicu_segmenter_has_automaton(const cicu_segmenter *segmenter);

/// Starts on a text, which has to stay where it is until the last call of `cicu_segmenter_next`.
void cicu_segmenter_begin(cicu_segmenter *segmenter, const uint8_t *text, int64_t length);

/// Writes the ends of the next segments, as byte offsets, and what they are.
///
/// - Returns: how many there were, at most `capacity`; 0 at the end of the text, -1 when memory has
///   run out or ICU has failed.
int64_t cicu_segmenter_next(
    cicu_segmenter *segmenter, int64_t *ends, uint8_t *kinds, int64_t capacity);

/// The abbreviations behind which no sentence ends, such as "Dr.", that ICU has for the locale: each
/// followed by a line feed. Free the text with `cicu_free`.
///
/// - Returns: `NULL` when ICU has none for the locale.
char *cicu_abbreviations(const char *locale);

void cicu_free(void *memory);

#ifdef __cplusplus
}
#endif

#endif
