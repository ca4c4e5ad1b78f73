#if defined(__x86_64__)
#include <immintrin.h>
#include <stdint.h>

#define TARGET __attribute__((target("avx512f,avx512bw,bmi")))
#define FINDER cicu_latin_find_avx512

typedef struct {
  __m512i bytes;
} block;

TARGET static inline block load(const uint8_t *text) {
  return (block){_mm512_loadu_si512(text)};
}

TARGET static inline uint64_t beyond_ascii(const block *text) {
  return _mm512_movepi8_mask(text->bytes);
}

TARGET static inline uint64_t equal(const block *text, uint8_t byte) {
  return _mm512_cmpeq_epi8_mask(text->bytes, _mm512_set1_epi8((char)byte));
}

/// Where a byte with the bits of `set` is from `low` to `low + width - 1`.
TARGET static inline uint64_t between(const block *text, uint8_t set, uint8_t low, uint8_t width) {
  __m512i bytes = _mm512_or_si512(text->bytes, _mm512_set1_epi8((char)set));
  __m512i moved = _mm512_sub_epi8(bytes, _mm512_set1_epi8((char)low));
  return _mm512_cmplt_epu8_mask(moved, _mm512_set1_epi8((char)width));
}

#include "latin_block.h"
#endif
