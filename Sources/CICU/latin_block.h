// The rules of words for one kind of vectors. The including file defines `block`, `load`,
// `beyond_ascii`, `equal`, `between`, and how the functions are to be compiled (`TARGET`) and
// called (`FINDER`).
//
// The rules are WB3 to WB13 of Unicode Standard Annex 29 for characters that nothing extends:
// whether there is a boundary before a character depends on the two before it, itself and the one
// behind it, so all places of a block are decided together in words of 64 bits. What other
// characters stand close by is left to the automaton.

#include <string.h>

#include "latin_words.h"

/// The last bytes of the known characters beyond ASCII.
typedef struct {
  /// Both bytes of letters.
  uint64_t letters;
  /// The last byte of marks of two and of three bytes that join nothing.
  uint64_t pairs, triples;
  /// The last byte of U+2019.
  uint64_t apostrophes;
} latin_characters;

TARGET static inline latin_characters find_characters(const cicu_latin_words *words,
                                                      const block *text) {
  latin_characters found;
  uint64_t continuations = between(text, 0, 0x80, 0x40);
  // U+00C0 to U+017F but for the signs of multiplication and division.
  uint64_t latin = continuations & between(text, 0, 0xc3, 3) << 1;
  uint64_t signs = between(text, 0x20, 0xb7, 1) & equal(text, 0xc3) << 1;
  uint64_t letters = latin & ~signs & words->knows_letters;
  found.letters = letters | letters >> 1;
  // Guillemets are C2 AB and C2 BB.
  found.pairs = between(text, 0x10, 0xbb, 1) & equal(text, 0xc2) << 1 & words->knows_marks;
  uint64_t general = equal(text, 0xe2) << 2 & equal(text, 0x80) << 1;
  // En and em dash 93, 94, quotation marks 9C, 9D, 9E, ellipsis A6.
  uint64_t lasts = between(text, 0, 0x93, 2) | between(text, 0, 0x9c, 3) | equal(text, 0xa6);
  found.triples = general & lasts & words->knows_marks;
  found.apostrophes = general & equal(text, 0x99) & words->knows_marks;
  return found;
}

TARGET cicu_latin_block FINDER(const cicu_latin_words *words, const uint8_t *text, int64_t count) {
  uint8_t padded[64];
  // A place is known by the bytes up to the third behind it.
  uint64_t unknown = ~UINT64_C(0) << 61;
  if (count < 64) {
    // Behind the end of the text NUL stands, which joins nothing, so that all is known up to there.
    memset(padded, 0, sizeof padded);
    memcpy(padded, text, (size_t)count);
    text = padded;
    unknown = count == 63 ? 0 : ~UINT64_C(0) << (count + 1);
  }
  block characters = load(text);
  uint64_t beyond = beyond_ascii(&characters);
  latin_characters latin = {0, 0, 0, 0};
  if (beyond != 0) {
    latin = find_characters(words, &characters);
    uint64_t triples = latin.triples | latin.apostrophes;
    uint64_t rest = beyond & ~(latin.letters | latin.pairs | latin.pairs >> 1 | triples |
                               triples >> 1 | triples >> 2);
    unknown |= rest | rest << 1 | rest << 2 | rest << 3 | rest << 4;
    unknown |= rest >> 1 | rest >> 2 | rest >> 3;
  }
  uint64_t letters = between(&characters, 0x20, 'a', 26) |
                     (equal(&characters, '@') & words->at_is_letter) | latin.letters;
  uint64_t digits = between(&characters, 0, '0', 10);
  uint64_t joined = letters | digits | equal(&characters, '_');
  uint64_t spaces = equal(&characters, ' ');
  uint64_t letter_marks = 0, digit_marks = 0;
  for (int i = 0; i < CICU_MARKS; i++) {
    uint64_t marks = equal(&characters, cicu_marks[i]);
    letter_marks |= marks & words->joins_letters[i];
    digit_marks |= marks & words->joins_digits[i];
  }
  // The marks with a letter, or a digit, on both sides.
  uint64_t inner = (letter_marks & letters << 1 & letters >> 1) |
                   (digit_marks & digits << 1 & digits >> 1);
  uint64_t line_ends = equal(&characters, '\n') & equal(&characters, '\r') << 1;
  uint64_t unbroken = (joined & joined << 1)      // WB5, 8 to 10, 13a, 13b
                      | inner | inner << 1        // WB6, 7, 11, 12
                      | (spaces & spaces << 1)    // WB3d
                      | line_ends;                // WB3
  if (beyond != 0) {
    uint64_t triples = latin.triples | latin.apostrophes;
    uint64_t sides = (letters << 3 & letters >> 1) | (digits << 3 & digits >> 1);
    uint64_t curly = latin.apostrophes & sides & words->apostrophe_joins;
    unbroken |= triples | triples >> 1 | latin.pairs | curly >> 2 | curly << 1;
  }
  cicu_latin_block found;
  found.unknown = unknown & ~UINT64_C(1);
  found.boundaries = ~unbroken & ~unknown & ~UINT64_C(1);
  found.white = between(&characters, 0, 0, 0x21) | equal(&characters, 0x7f);
  return found;
}
