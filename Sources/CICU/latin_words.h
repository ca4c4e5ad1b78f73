// Word boundaries of text in Latin letters, 64 bytes at a time.
#ifndef CICU_LATIN_WORDS_H
#define CICU_LATIN_WORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "automaton.h"

/// The marks that may stand within a word or a number, depending on the locale.
enum { CICU_MARKS = 5 };
static const uint8_t cicu_marks[CICU_MARKS] = {'.', '\'', ':', ',', ';'};

/// What is known of the boundaries of 64 bytes; bit i is about the place before byte i.
typedef struct {
  /// Where boundaries are, as far as that is known.
  uint64_t boundaries;
  /// Where only the automaton can tell.
  uint64_t unknown;
  /// Bytes that are ASCII white space or control characters.
  uint64_t white;
} cicu_latin_block;

typedef struct cicu_latin_words cicu_latin_words;

typedef cicu_latin_block cicu_latin_finder(
    const cicu_latin_words *words, const uint8_t *text, int64_t count);

/// What the rules of a locale make of the characters that this file knows: those of ASCII, the
/// letters from U+00C0 to U+017F, quotation marks, dashes and the ellipsis.
struct cicu_latin_words {
  /// All ones for yes: "@" counts as a letter.
  uint64_t at_is_letter;
  /// All ones for each mark that joins two letters, ...
  uint64_t joins_letters[CICU_MARKS];
  /// ... and two digits.
  uint64_t joins_digits[CICU_MARKS];
  /// All ones where U+2019 joins letters and digits; it is known to do both or nothing.
  uint64_t apostrophe_joins;
  /// All ones where the characters beyond ASCII are known.
  uint64_t knows_letters, knows_marks;
  /// Finds the boundaries behind `text`, where one is, in its first 64 bytes or up to its end.
  cicu_latin_finder *find;
};

/// Reads the classes of characters off the automaton, and compares the boundaries that come of them
/// with those of the automaton for all short strings that differ in their classes.
///
/// - Returns: `false` when the rules are none that this file can follow.
bool cicu_latin_words_create(const cicu_automaton *automaton, cicu_latin_words *words);

cicu_latin_finder cicu_latin_find_baseline;
#if defined(__x86_64__)
cicu_latin_finder cicu_latin_find_avx2;
cicu_latin_finder cicu_latin_find_avx512;
#endif

#endif
