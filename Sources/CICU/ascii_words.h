// Word boundaries of ASCII text, 64 characters at a time.
#ifndef CICU_ASCII_WORDS_H
#define CICU_ASCII_WORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "automaton.h"

/// The marks that may stand within a word or a number, depending on the locale.
enum { CICU_MARKS = 5 };
static const uint8_t cicu_marks[CICU_MARKS] = {'.', '\'', ':', ',', ';'};

/// What the rules of a locale make of ASCII characters.
typedef struct {
  /// All ones for yes: "@" counts as a letter.
  uint64_t at_is_letter;
  /// All ones for each mark that joins two letters, ...
  uint64_t joins_letters[CICU_MARKS];
  /// ... and two digits.
  uint64_t joins_digits[CICU_MARKS];
} cicu_ascii_words;

/// Reads the classes of characters off the automaton, and compares the boundaries that come of them with
/// those of the automaton for all short strings that differ in their classes.
///
/// - Returns: `false` when the rules are none that this file can follow.
bool cicu_ascii_words_create(const cicu_automaton *automaton, cicu_ascii_words *words);

/// Finds the boundaries behind `text`, where one is: bit i of the result is set when there is one before
/// character i, for 0 < i <= `count`, as far as that is sure. It is not where a character that is not
/// ASCII is too near.
///
/// - Parameter count: at least 64 unless the text ends there; no more than 64 are looked at.
uint64_t cicu_ascii_word_boundaries(
    const cicu_ascii_words *words, const uint8_t *text, int64_t count);

#endif
