#include "automaton.h"

#include <stdlib.h>
#include <string.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif
#include <unicode/ucptrie.h>
#include <unicode/utypes.h>

// The layout of the compiled rules is that of ICU's source/common/rbbidata.h, format version 6.

typedef struct {
  uint32_t magic;
  uint8_t format_version[4];
  uint32_t length, category_count;
  uint32_t forward_table, forward_table_length, reverse_table, reverse_table_length;
  uint32_t trie, trie_length, rule_source, rule_source_length;
  uint32_t status_table, status_table_length, reserved[6];
} rules_header;

typedef struct {
  uint32_t states, row_length, first_dictionary_category, lookahead_size, flags;
} table_header;

enum { RULES_MAGIC = 0xb1a0, FLAG_BEGINNING_REQUIRED = 2, FLAG_BYTE_ROWS = 4 };

/// Categories that stand for no character.
enum { CATEGORY_END = 1, CATEGORY_BEGINNING = 2 };

enum { STATE_START = 1, BLOCKS = 0x1100 };

static uint32_t cell(const uint8_t *row, uint32_t index, bool is_byte) {
  if (is_byte) return row[index];
  uint16_t value;
  memcpy(&value, row + 2 * (size_t)index, 2);
  return value;
}

static bool read_states(
    cicu_automaton *automaton, const uint8_t *rules, const rules_header *header,
    const table_header *table) {
  const uint8_t *rows = rules + header->forward_table + sizeof *table;
  bool is_byte = table->flags & FLAG_BYTE_ROWS;
  size_t rows_length = (size_t)header->forward_table_length - sizeof *table;
  size_t width = is_byte ? 1 : 2;
  if (table->row_length < width * (3 + (size_t)automaton->categories)) return false;
  if (rows_length / table->row_length < automaton->states) return false;
  for (uint32_t state = 0; state < automaton->states; state++) {
    const uint8_t *row = rows + (size_t)state * table->row_length;
    uint32_t accepting = cell(row, 0, is_byte), lookahead = cell(row, 1, is_byte);
    uint32_t tags = cell(row, 2, is_byte);
    if (accepting >= CICU_MAXIMUM_LOOKAHEADS || lookahead >= CICU_MAXIMUM_LOOKAHEADS) return false;
    automaton->accepting[state] = (uint8_t)accepting;
    automaton->lookahead[state] = (uint8_t)lookahead;
    // A set of status values is its size and then the values in rising order; the last one counts.
    size_t words = header->status_table_length / 4;
    const uint8_t *statuses = rules + header->status_table;
    int32_t count, value;
    if (tags >= words) return false;
    memcpy(&count, statuses + 4 * (size_t)tags, 4);
    if (count < 1 || (size_t)count >= words - tags) return false;
    memcpy(&value, statuses + 4 * ((size_t)tags + (size_t)count), 4);
    if (value < 0 || value > 25500) return false;
    automaton->status[state] = (uint8_t)(value / 100);
    for (uint32_t category = 0; category < automaton->categories; category++) {
      uint32_t next = cell(row, 3 + category, is_byte);
      if (next >= automaton->states) return false;
      automaton->next[(size_t)state * automaton->categories + category] = (uint16_t)next;
    }
  }
  return true;
}

static bool read_categories(cicu_automaton *automaton, const uint8_t *data, int32_t length) {
  UErrorCode error = U_ZERO_ERROR;
  UCPTrie *trie = ucptrie_openFromBinary(
      UCPTRIE_TYPE_FAST, UCPTRIE_VALUE_BITS_ANY, data, length, NULL, &error);
  if (U_FAILURE(error)) return false;
  uint8_t *flat = malloc((size_t)BLOCKS * 256);
  bool is_valid = flat != NULL;
  for (UChar32 start = 0, end; is_valid; start = end + 1) {
    uint32_t value;
    end = ucptrie_getRange(trie, start, UCPMAP_RANGE_NORMAL, 0, NULL, NULL, &value);
    if (end < 0) break;
    is_valid = value < automaton->categories;
    if (is_valid) memset(flat + start, (int)value, (size_t)(end - start + 1));
  }
  ucptrie_close(trie);
  uint32_t count = 0;
  automaton->blocks = is_valid ? malloc((size_t)BLOCKS * 256) : NULL;
  if (automaton->blocks == NULL) {
    free(flat);
    return false;
  }
  for (uint32_t block = 0; block < BLOCKS; block++) {
    const uint8_t *from = flat + (size_t)block * 256;
    // Equal blocks mostly follow each other, and there are few different ones.
    uint32_t found = count;
    while (found > 0 && memcmp(automaton->blocks + (size_t)(found - 1) * 256, from, 256) != 0) {
      found--;
    }
    if (found == 0) {
      memcpy(automaton->blocks + (size_t)count * 256, from, 256);
      found = ++count;
    }
    automaton->block_index[block] = (uint16_t)(found - 1);
  }
  free(flat);
  uint8_t *smaller = realloc(automaton->blocks, (size_t)count * 256);
  if (smaller != NULL) automaton->blocks = smaller;
  return true;
}

static bool is_inside(uint32_t offset, uint32_t length, int32_t total) {
  return offset <= (uint32_t)total && length <= (uint32_t)total - offset;
}

cicu_automaton *cicu_automaton_create(const uint8_t *rules, int32_t length) {
  rules_header header;
  table_header table;
  if (length < (int32_t)sizeof header) return NULL;
  memcpy(&header, rules, sizeof header);
  if (header.magic != RULES_MAGIC || header.format_version[0] != 6) return NULL;
  if (!is_inside(header.forward_table, header.forward_table_length, length) ||
      !is_inside(header.trie, header.trie_length, length) ||
      !is_inside(header.status_table, header.status_table_length, length) ||
      header.forward_table_length < sizeof table)
    return NULL;
  memcpy(&table, rules + header.forward_table, sizeof table);
  if (table.states <= STATE_START || table.states > 0xffff || header.category_count > 256 ||
      header.category_count <= CATEGORY_BEGINNING || table.row_length == 0)
    return NULL;

  cicu_automaton *automaton = calloc(1, sizeof *automaton);
  if (automaton == NULL) return NULL;
  automaton->states = table.states;
  automaton->categories = header.category_count;
  automaton->first_dictionary_category = table.first_dictionary_category;
  automaton->ascii = calloc((size_t)table.states * 128, sizeof *automaton->ascii);
  automaton->next = calloc((size_t)table.states * header.category_count, sizeof *automaton->next);
  automaton->accepting = calloc(table.states, 1);
  automaton->lookahead = calloc(table.states, 1);
  automaton->status = calloc(table.states, 1);
  bool is_valid = automaton->ascii && automaton->next && automaton->accepting &&
                  automaton->lookahead && automaton->status &&
                  read_states(automaton, rules, &header, &table) &&
                  read_categories(automaton, rules + header.trie, (int32_t)header.trie_length);
  for (uint32_t state = 0; is_valid && state < table.states; state++) {
    if (automaton->lookahead[state] > 0 || automaton->accepting[state] > 1)
      automaton->has_lookahead = true;
    for (int32_t c = 0; c < 128; c++) {
      uint32_t category = cicu_category(automaton, c);
      if (category >= automaton->first_dictionary_category) is_valid = false;
      automaton->ascii[state * 128 + (uint32_t)c] =
          automaton->next[(size_t)state * automaton->categories + category];
    }
  }
  automaton->start = STATE_START;
  if (is_valid && (table.flags & FLAG_BEGINNING_REQUIRED)) {
    automaton->start = automaton->next[STATE_START * automaton->categories + CATEGORY_BEGINNING];
    is_valid = automaton->start != 0 && !automaton->has_lookahead;
  }
  if (is_valid) return automaton;
  cicu_automaton_destroy(automaton);
  return NULL;
}

void cicu_automaton_destroy(cicu_automaton *automaton) {
  if (automaton == NULL) return;
  free(automaton->ascii);
  free(automaton->next);
  free(automaton->accepting);
  free(automaton->lookahead);
  free(automaton->status);
  free(automaton->blocks);
  free(automaton->is_rest);
  free(automaton);
}

void cicu_automaton_find_rest(cicu_automaton *automaton, const char *stops) {
  size_t count = strlen(stops);
  if (count > sizeof automaton->stops || automaton->is_rest != NULL) return;
  automaton->is_rest = calloc(automaton->states, 1);
  if (automaton->is_rest == NULL) return;
  const uint16_t *first = automaton->ascii + (size_t)automaton->start * 128;
  for (int c = 0; c < 128; c++) {
    if (c != 0 && strchr(stops, c) != NULL) continue;
    uint16_t state = first[c];
    if (automaton->accepting[state] != 1 || automaton->lookahead[state] > 1) return;
    for (int next = 0; next < 128; next++)
      if ((next == 0 || strchr(stops, next) == NULL) &&
          automaton->ascii[(size_t)state * 128 + next] != first[next])
        return;
  }
  for (int c = 0; c < 128; c++)
    if (c == 0 || strchr(stops, c) == NULL) automaton->is_rest[first[c]] = 1;
  memcpy(automaton->stops, stops, count);
  automaton->stop_count = (int)count;
  automaton->has_rest = true;
}

int64_t cicu_next_stop(
    const cicu_automaton *automaton, const uint8_t *text, int64_t position, int64_t length) {
#if defined(__SSE2__)
  __m128i stops[sizeof automaton->stops];
  int count = automaton->stop_count;
  for (int i = 0; i < count; i++) stops[i] = _mm_set1_epi8((char)automaton->stops[i]);
  for (; position + 16 <= length; position += 16) {
    __m128i bytes = _mm_loadu_si128((const __m128i *)(text + position)), found = bytes;
    for (int i = 0; i < count; i++) found = _mm_or_si128(found, _mm_cmpeq_epi8(bytes, stops[i]));
    // The top bit of a byte beyond ASCII is set, too.
    int bits = _mm_movemask_epi8(found);
    if (bits != 0) return position + __builtin_ctz((unsigned)bits);
  }
#endif
  for (; position < length && text[position] < 0x80; position++)
    if (memchr(automaton->stops, text[position], (size_t)automaton->stop_count) != NULL) break;
  return position;
}
