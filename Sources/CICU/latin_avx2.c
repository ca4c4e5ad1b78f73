#if defined(__x86_64__)
#include <immintrin.h>
#include <stdint.h>

#define TARGET __attribute__((target("avx2,bmi")))
#define FINDER cicu_latin_find_avx2

typedef struct {
  __m256i low, high;
} block;

TARGET static inline block load(const uint8_t *text) {
  return (block){_mm256_loadu_si256((const __m256i *)text),
                 _mm256_loadu_si256((const __m256i *)(text + 32))};
}

TARGET static inline uint64_t top_bits(__m256i low, __m256i high) {
  return (uint64_t)(uint32_t)_mm256_movemask_epi8(low) |
         (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

TARGET static inline uint64_t beyond_ascii(const block *text) {
  return top_bits(text->low, text->high);
}

TARGET static inline uint64_t equal(const block *text, uint8_t byte) {
  __m256i wanted = _mm256_set1_epi8((char)byte);
  return top_bits(_mm256_cmpeq_epi8(text->low, wanted), _mm256_cmpeq_epi8(text->high, wanted));
}

/// Where a byte with the bits of `set` is from `low` to `low + width - 1`.
TARGET static inline __m256i between_half(__m256i half, uint8_t set, uint8_t low, uint8_t width) {
  __m256i bytes = _mm256_or_si256(half, _mm256_set1_epi8((char)set));
  // Moved so that the range starts at the least signed byte.
  __m256i moved = _mm256_add_epi8(bytes, _mm256_set1_epi8((char)(0x80 - low)));
  return _mm256_cmpgt_epi8(_mm256_set1_epi8((char)(0x80 + width)), moved);
}

TARGET static inline uint64_t between(const block *text, uint8_t set, uint8_t low, uint8_t width) {
  return top_bits(between_half(text->low, set, low, width),
                  between_half(text->high, set, low, width));
}

#include "latin_block.h"
#endif
