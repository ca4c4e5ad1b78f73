// Blocks by what every processor of the architecture has.
#include <stdint.h>

#if defined(__SSE2__)
#include <emmintrin.h>

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
#include <string.h>

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

#define TARGET
#define FINDER cicu_latin_find_baseline
#include "latin_block.h"
