/// The parts of libicu that text needs, behind a header of its own: opaque pointers and plain
/// integers.
///
/// ICU's headers cannot be imported into Swift (`urename.h` hides the functions behind macros, and
/// the types collide with those of the ICU that Foundation carries), so they are included in the
/// implementation files only.
///
/// Texts are UTF-8 with their length in bytes; they need no terminator and may contain NUL. Text
/// that is not well-formed does no harm: each byte that is not part of a character counts as
/// U+FFFD.
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
  /// Added to the kind of what is seen in a segment that begins with what is not: marks and joiners
  /// belong to the space before them, and so does what is joined.
  CICU_KIND_SPACED = 0x80,
};

/// Where in a segment the first character is of which something is to be seen; `end` where there is none.
int64_t cicu_visible_start(const uint8_t *text, int64_t start, int64_t end);

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

/// A segment of a text: its bytes and what it is.
typedef struct {
  int64_t start, end;
  uint8_t kind;
} cicu_segment;

/// Starts on a text, which has to stay where it is until the last call of `cicu_segmenter_next`.
///
/// - Parameter skips_whitespace: whether words of kind `CICU_KIND_WHITESPACE` are left out.
void cicu_segmenter_begin(
    cicu_segmenter *segmenter, const uint8_t *text, int64_t length, bool skips_whitespace);

/// Writes the next segments.
///
/// - Parameter capacity: at least 128.
/// - Returns: how many there were, at most `capacity`; 0 at the end of the text, -1 when memory has
///   run out or ICU has failed.
int64_t cicu_segmenter_next(cicu_segmenter *segmenter, cicu_segment *segments, int64_t capacity);

/// The abbreviations behind which no sentence ends, such as "Dr.", that ICU has for the locale:
/// each followed by a line feed. Free the text with `cicu_free`.
///
/// - Returns: `NULL` when ICU has none for the locale.
char *cicu_abbreviations(const char *locale);

void cicu_free(void *memory);

/// A stretch of the source and what it became. Only stretches whose characters changed their
/// lengths are listed; all other bytes stand where they stood, moved by the edits before them.
typedef struct {
  int64_t source_start, source_end, target_start, target_end;
} cicu_edit;

/// A text that was made from another one. Free it with `cicu_transformed_free`.
typedef struct {
  uint8_t *bytes;
  int64_t length, capacity;
  /// In the order of the text.
  cicu_edit *edits;
  int64_t edit_count, edit_capacity;
} cicu_transformed;

void cicu_transformed_free(cicu_transformed *result);

/// The forms of Unicode Standard Annex 15, and the removal of accents.
enum {
  CICU_NFC = 0,
  CICU_NFD = 1,
  CICU_NFKC = 2,
  CICU_NFKC_CASEFOLD = 3,
  CICU_FOLD_ACCENTS = 4,
};

/// Each of these functions fills `result` with the text in another form; `false` when memory has
/// run out or ICU lacks the data, and `result` is empty then.
bool cicu_normalize(int32_t form, const uint8_t *text, int64_t length, cicu_transformed *result);

/// Mappings of single characters.
enum {
  /// The decimal digits of all scripts to ASCII.
  CICU_FOLD_DIGITS = 0,
  /// Control characters and invisible ones to nothing, but not white space and joiners.
  CICU_REMOVE_INVISIBLE = 1,
};

bool cicu_map_characters(
    int32_t mapping, const uint8_t *text, int64_t length, cicu_transformed *result);

/// Small letters by the rules of the locale.
bool cicu_lowercase(
    const char *locale, const uint8_t *text, int64_t length, cicu_transformed *result);

/// Writes all scripts in Latin letters. One thread at a time.
typedef struct cicu_transliterator cicu_transliterator;

/// - Returns: `NULL` without ICU's data.
cicu_transliterator *cicu_transliterator_open(void);

void cicu_transliterator_close(cicu_transliterator *transliterator);

bool cicu_transliterate(
    cicu_transliterator *transliterator, const uint8_t *text, int64_t length,
    cicu_transformed *result);

/// Guesses the encoding of bytes; `false` if there is none that fits.
///
/// - Parameter name: gets the name of the encoding as IANA has it, with a final NUL.
bool cicu_detect_encoding(const uint8_t *bytes, int64_t length, char *name, int32_t capacity);

/// Turns an encoding into UTF-8, piece by piece. One thread at a time.
typedef struct cicu_decoder cicu_decoder;

/// - Returns: `NULL` if ICU knows no encoding of that name.
cicu_decoder *cicu_decoder_open(const char *name);

void cicu_decoder_close(cicu_decoder *decoder);

/// Decodes the next bytes; what fits nowhere becomes U+FFFD.
///
/// - Parameters:
///   - used: how many of the bytes were taken.
///   - is_last: whether no bytes come behind these.
/// - Returns: how many bytes of UTF-8 were written, -1 when ICU has failed.
int64_t cicu_decode_bytes(
    cicu_decoder *decoder, const uint8_t *bytes, int64_t length, int64_t *used, uint8_t *text,
    int64_t capacity, bool is_last);

/// A regular expression. One thread at a time.
typedef struct cicu_regex cicu_regex;

/// - Parameter reason: gets what is wrong with the pattern, with a final NUL.
/// - Returns: `NULL` if the pattern is none.
cicu_regex *cicu_regex_open(
    const uint8_t *pattern, int64_t length, bool ignores_case, char *reason, int32_t capacity);

void cicu_regex_close(cicu_regex *regex);

/// Writes the starts and ends of the first matches, as byte offsets.
///
/// - Returns: how many there were, at most `capacity`; -1 when it took too long or ICU has failed.
int64_t cicu_regex_find(
    cicu_regex *regex, const uint8_t *text, int64_t length, int64_t *ranges, int64_t capacity);

#ifdef __cplusplus
}
#endif

#endif
