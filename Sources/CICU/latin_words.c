#include "latin_words.h"

#include <stdlib.h>
#include <string.h>

/// Whether the rules find no boundary within the string.
static bool is_unbroken(const cicu_automaton *automaton, const char *text) {
  int64_t length = (int64_t)strlen(text);
  cicu_boundary found = cicu_next_boundary(
      automaton, (const uint8_t *)text, length, 0, automaton->has_lookahead);
  return found.end == length;
}

static uint64_t all_if(bool condition) { return condition ? ~UINT64_C(0) : 0; }

/// The fastest finder of this processor, or the one that `NLP_KERNELS` names.
static cicu_latin_finder *choose_finder(void) {
#if defined(__x86_64__)
  const char *name = getenv("NLP_KERNELS");
  bool allows_avx2 = name == NULL || strcmp(name, "portable") != 0;
  bool allows_avx512 = allows_avx2 && (name == NULL || strcmp(name, "avx2") != 0);
  __builtin_cpu_init();
  if (allows_avx512 && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("bmi"))
    return cicu_latin_find_avx512;
  if (allows_avx2 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi"))
    return cicu_latin_find_avx2;
#endif
  return cicu_latin_find_baseline;
}

/// Compares with the automaton for all strings of up to `longest` of the pieces.
static bool agrees(
    const cicu_automaton *automaton, const cicu_latin_words *words, const char *const *pieces,
    int count, int longest) {
  for (int length = 1; length <= longest; length++) {
    int indices[8] = {0};
    for (;;) {
      uint8_t text[64];
      int64_t bytes = 0;
      for (int i = 0; i < length; i++)
        for (const char *piece = pieces[indices[i]]; *piece != 0; piece++)
          text[bytes++] = (uint8_t)*piece;
      uint64_t expected = 0;
      for (int64_t end = 0; end < bytes;) {
        end = cicu_next_boundary(automaton, text, bytes, end, automaton->has_lookahead).end;
        expected |= UINT64_C(1) << end;
      }
      cicu_latin_block found = words->find(words, text, bytes);
      if ((found.boundaries & found.unknown) != 0) return false;
      if ((found.boundaries ^ expected) & ~found.unknown & ~UINT64_C(1)) return false;
      int digit = 0;
      while (digit < length && ++indices[digit] == count) indices[digit++] = 0;
      if (digit == length) break;
    }
  }
  return true;
}

bool cicu_latin_words_create(const cicu_automaton *automaton, cicu_latin_words *words) {
  memset(words, 0, sizeof *words);
  words->find = choose_finder();
  words->at_is_letter = all_if(is_unbroken(automaton, "a@"));
  for (int i = 0; i < CICU_MARKS; i++) {
    char letters[4] = {'a', (char)cicu_marks[i], 'a', 0};
    char digits[4] = {'1', (char)cicu_marks[i], '1', 0};
    words->joins_letters[i] = all_if(is_unbroken(automaton, letters));
    words->joins_digits[i] = all_if(is_unbroken(automaton, digits));
  }
  bool knows_letters = true;
  for (int32_t c = 0xc0; c < 0x180; c++)
    if (c != 0xd7 && c != 0xf7 && cicu_category(automaton, c) != cicu_category(automaton, 'a'))
      knows_letters = false;
  words->knows_letters = all_if(knows_letters);
  static const int32_t marks[] = {0xab, 0xbb, 0x2013, 0x2014, 0x201c, 0x201d, 0x201e, 0x2026};
  bool knows_marks = is_unbroken(automaton, "a\xe2\x80\x99" "a") ==
                     is_unbroken(automaton, "1\xe2\x80\x99" "1");
  for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
    if (cicu_category(automaton, marks[i]) != cicu_category(automaton, '(')) knows_marks = false;
  words->knows_marks = all_if(knows_marks);
  words->apostrophe_joins = all_if(is_unbroken(automaton, "a\xe2\x80\x99" "a"));

  // One character of each kind that the rules or these files can tell apart.
  char samples[128][2] = {{0}};
  const char *pieces[128];
  int count = 0;
  static const char distinct[] = "a1_@ .':,;\r\n";
  for (int c = 1; c < 128; c++) {
    bool is_alike = false;
    for (int i = 0; i < count && !is_alike; i++)
      is_alike = cicu_category(automaton, samples[i][0]) == cicu_category(automaton, c) &&
                 strchr(distinct, samples[i][0]) == NULL;
    if (strchr(distinct, c) == NULL && is_alike) continue;
    samples[count][0] = (char)c;
    pieces[count] = samples[count];
    count++;
  }
  if (!agrees(automaton, words, pieces, count, 4)) return false;
  static const char *const mixed[] = {
      "a", "1", "_", " ", ".", ",", "'", "(", "\xc3\xa9", "\xc5\xbe", "\xc3\x97", "\xc2\xab",
      "\xe2\x80\x99", "\xe2\x80\x9c", "\xe2\x80\xa6", "\xe2\x80\x8d", "\xcc\x81", "\xd7\x90"};
  return agrees(automaton, words, mixed, sizeof mixed / sizeof *mixed, 3);
}
