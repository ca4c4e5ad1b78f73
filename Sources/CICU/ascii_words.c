#include "ascii_words.h"

#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

// The rules are WB3 to WB13 of Unicode Standard Annex 29 for characters that are their own context: in
// ASCII nothing extends the character before it. Whether there is a boundary before a character depends
// on the two before it, itself and the one behind it, so 64 are decided together in words of 64 bits.

#if defined(__SSE2__)

typedef struct {
  __m128i parts[4];
} block;

static inline block load(const uint8_t *text) {
  block result;
  for (int i = 0; i < 4; i++) result.parts[i] = _mm_loadu_si128((const __m128i *)(text + 16 * i));
  return result;
}

/// The top bits of all bytes.
static inline uint64_t top_bits(const __m128i parts[4]) {
  return (uint64_t)(uint32_t)_mm_movemask_epi8(parts[0]) |
         (uint64_t)(uint32_t)_mm_movemask_epi8(parts[1]) << 16 |
         (uint64_t)(uint32_t)_mm_movemask_epi8(parts[2]) << 32 |
         (uint64_t)(uint32_t)_mm_movemask_epi8(parts[3]) << 48;
}

static inline uint64_t beyond_ascii(const block *text) { return top_bits(text->parts); }

static inline uint64_t equal(const block *text, uint8_t byte) {
  __m128i parts[4], wanted = _mm_set1_epi8((char)byte);
  for (int i = 0; i < 4; i++) parts[i] = _mm_cmpeq_epi8(text->parts[i], wanted);
  return top_bits(parts);
}

/// Where a byte with the bits of `set` is from `low` to `low + width - 1`.
static inline uint64_t between(const block *text, uint8_t set, uint8_t low, uint8_t width) {
  __m128i parts[4];
  for (int i = 0; i < 4; i++) {
    __m128i bytes = _mm_or_si128(text->parts[i], _mm_set1_epi8((char)set));
    // Moved so that the range starts at the least signed byte.
    __m128i moved = _mm_add_epi8(bytes, _mm_set1_epi8((char)(0x80 - low)));
    parts[i] = _mm_cmplt_epi8(moved, _mm_set1_epi8((char)(0x80 + width)));
  }
  return top_bits(parts);
}

#else

typedef struct {
  uint8_t bytes[64];
} block;

static inline block load(const uint8_t *text) {
  block result;
  memcpy(result.bytes, text, 64);
  return result;
}

static inline uint64_t between(const block *text, uint8_t set, uint8_t low, uint8_t width) {
  uint64_t bits = 0;
  for (int i = 0; i < 64; i++)
    bits |= (uint64_t)((uint8_t)((text->bytes[i] | set) - low) < width) << i;
  return bits;
}

static inline uint64_t beyond_ascii(const block *text) { return between(text, 0, 0x80, 0x80); }

static inline uint64_t equal(const block *text, uint8_t byte) { return between(text, 0, byte, 1); }

#endif

uint64_t cicu_ascii_word_boundaries(
    const cicu_ascii_words *words, const uint8_t *text, int64_t count) {
  uint8_t padded[64];
  // Behind the end of the text NUL stands, which joins nothing, so that all is known up to there.
  uint64_t sure = ~UINT64_C(0) >> 1;
  if (count < 64) {
    memset(padded, 0, sizeof padded);
    memcpy(padded, text, (size_t)count);
    text = padded;
    sure = (UINT64_C(2) << count) - 1;
    if (count == 63) sure = ~UINT64_C(0);
  }
  block characters = load(text);
  uint64_t beyond = beyond_ascii(&characters);
  // The character behind a boundary has to be known, too.
  if (beyond != 0) sure &= ((beyond & -beyond) - 1) >> 1;
  uint64_t letters = between(&characters, 0x20, 'a', 26) | (equal(&characters, '@') & words->at_is_letter);
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
  uint64_t unbroken = (joined & joined << 1)                                     // WB5, 8 to 10, 13a, 13b
                      | inner | inner << 1                                       // WB6, 7, 11, 12
                      | (spaces & spaces << 1)                                   // WB3d
                      | (equal(&characters, '\n') & equal(&characters, '\r') << 1);  // WB3
  return ~unbroken & sure & ~UINT64_C(1);
}

/// Whether the rules find no boundary within the string.
static bool is_unbroken(const cicu_automaton *automaton, const uint8_t *text, int64_t length) {
  return cicu_next_boundary(automaton, text, length, 0, automaton->has_lookahead).end == length;
}

bool cicu_ascii_words_create(const cicu_automaton *automaton, cicu_ascii_words *words) {
  memset(words, 0, sizeof *words);
  words->at_is_letter = is_unbroken(automaton, (const uint8_t *)"a@", 2) ? ~UINT64_C(0) : 0;
  for (int i = 0; i < CICU_MARKS; i++) {
    uint8_t letters[3] = {'a', cicu_marks[i], 'a'}, digits[3] = {'1', cicu_marks[i], '1'};
    words->joins_letters[i] = is_unbroken(automaton, letters, 3) ? ~UINT64_C(0) : 0;
    words->joins_digits[i] = is_unbroken(automaton, digits, 3) ? ~UINT64_C(0) : 0;
  }
  // One character of each kind that the rules or this file can tell apart.
  uint8_t samples[128];
  int count = 0;
  static const char distinct[] = "a1_@ .':,;\r\n";
  for (int c = 1; c < 128; c++) {
    bool is_alike = false;
    for (int i = 0; i < count && !is_alike; i++)
      is_alike = cicu_category(automaton, samples[i]) == cicu_category(automaton, c) &&
                 strchr(distinct, samples[i]) == NULL;
    if (strchr(distinct, c) != NULL || !is_alike) samples[count++] = (uint8_t)c;
  }
  for (int64_t length = 1; length <= 4; length++) {
    int indices[4] = {0};
    for (;;) {
      uint8_t text[4];
      for (int64_t i = 0; i < length; i++) text[i] = samples[indices[i]];
      uint64_t expected = 0;
      for (int64_t end = 0; end < length;) {
        cicu_boundary found =
            cicu_next_boundary(automaton, text, length, end, automaton->has_lookahead);
        end = found.end;
        expected |= UINT64_C(1) << end;
      }
      if (cicu_ascii_word_boundaries(words, text, length) != expected) return false;
      int64_t digit = 0;
      while (digit < length && ++indices[digit] == count) indices[digit++] = 0;
      if (digit == length) break;
    }
  }
  return true;
}
