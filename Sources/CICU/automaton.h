// ICU's compiled break rules, laid out for UTF-8.
#ifndef CICU_AUTOMATON_H
#define CICU_AUTOMATON_H

#include <stdbool.h>
#include <stdint.h>

#include "utf8.h"

enum { CICU_MAXIMUM_LOOKAHEADS = 16 };

/// A deterministic automaton that reads a text from a boundary on; the next boundary is where it
/// was last in an accepting state. It keeps nothing from one boundary to the next.
typedef struct {
  uint32_t states, categories;
  /// The first state of every segment.
  uint16_t start;
  /// Categories from this one on are characters that words are found in by dictionary.
  uint32_t first_dictionary_category;
  bool has_lookahead;
  /// `[states][128]`: the state after an ASCII character.
  uint16_t *ascii;
  /// `[states][categories]`: the state after a character; 0 stops.
  uint16_t *next;
  /// For each state 0: not accepting, 1: accepting, above: completes that look-ahead.
  uint8_t *accepting;
  /// For each state the look-ahead whose place is to be kept, or 0.
  uint8_t *lookahead;
  /// For each state ICU's rule status divided by 100.
  uint8_t *status;
  /// The category of a character: `blocks[block_index[c >> 8] * 256 + (c & 255)]`.
  uint16_t block_index[0x1100];
  uint8_t *blocks;
  /// Whether characters can be skipped, as `cicu_automaton_find_rest` finds it.
  bool has_rest;
  /// For each state whether it is the one after a character that can be skipped.
  uint8_t *is_rest;
  /// The characters of ASCII that cannot be skipped.
  uint8_t stops[8];
  int stop_count;
} cicu_automaton;

/// Reads the rules of `rules`, of `length` bytes, as `ubrk_getBinaryRules` gives them.
///
/// - Returns: `NULL` when their format is not the one known here (ICU 68 and later).
cicu_automaton *cicu_automaton_create(const uint8_t *rules, int32_t length);

void cicu_automaton_destroy(cicu_automaton *automaton);

/// Finds out whether the state after most characters of ASCII depends on the last one of them only,
/// as it does in the rules of sentences: then long runs of these need not be read one by one.
///
/// - Parameter stops: the characters that are left out, at most 8.
void cicu_automaton_find_rest(cicu_automaton *automaton, const char *stops);

/// The next place from `position` on where a character stands that cannot be skipped.
int64_t cicu_next_stop(
    const cicu_automaton *automaton, const uint8_t *text, int64_t position, int64_t length);

static inline uint8_t cicu_category(const cicu_automaton *automaton, int32_t scalar) {
  return automaton->blocks[(uint32_t)automaton->block_index[scalar >> 8] * 256 + (scalar & 255)];
}

/// The next boundary by the rules alone.
typedef struct {
  int64_t end;
  uint8_t status;
  bool has_dictionary;
} cicu_boundary;

static inline cicu_boundary cicu_read_segment(
    const cicu_automaton *automaton, const uint8_t *text, int64_t length, int64_t start,
    bool has_lookahead, bool has_rest) {
  cicu_boundary found = {start, 0, false};
  int64_t lookaheads[CICU_MAXIMUM_LOOKAHEADS];
  if (has_lookahead)
    for (int i = 0; i < CICU_MAXIMUM_LOOKAHEADS; i++) lookaheads[i] = -1;
  uint32_t state = automaton->start;
  int64_t position = start;
  for (;;) {
    bool is_end = position >= length;
    if (has_rest && !is_end && text[position] < 0x80 && automaton->is_rest[state]) {
      int64_t stop = cicu_next_stop(automaton, text, position, length);
      if (stop > position) {
        // All states of rest accept.
        state = automaton->ascii[automaton->start * 128 + text[stop - 1]];
        found.end = position = stop;
        found.status = automaton->status[state];
        continue;
      }
    }
    if (is_end) {
      state = automaton->next[state * automaton->categories + 1];
    } else if (text[position] < 0x80) {
      state = automaton->ascii[state * 128 + text[position++]];
    } else {
      uint32_t category = cicu_category(automaton, cicu_decode(text, &position, length));
      found.has_dictionary |= category >= automaton->first_dictionary_category;
      state = automaton->next[state * automaton->categories + category];
    }
    uint8_t accepting = automaton->accepting[state];
    if (accepting == 1) {
      found.end = position;
      found.status = automaton->status[state];
    } else if (has_lookahead && accepting > 1 && lookaheads[accepting] >= 0) {
      found.end = lookaheads[accepting];
      found.status = automaton->status[state];
      return found;
    }
    if (has_lookahead && automaton->lookahead[state] > 1)
      lookaheads[automaton->lookahead[state]] = position;
    if (state == 0 || is_end) break;
  }
  if (found.end == start) {
    cicu_decode(text, &found.end, length);
    found.status = 0;
  }
  return found;
}

static inline cicu_boundary cicu_next_boundary(
    const cicu_automaton *automaton, const uint8_t *text, int64_t length, int64_t start,
    bool has_lookahead) {
  return cicu_read_segment(automaton, text, length, start, has_lookahead, false);
}

#endif
