// Products of bytes with the instructions of AVX2, for gemm_quantized.h: sums of pairs, which are
// added up across lanes.

#define INT8_OFFSET 0
typedef int32_t sums16 __attribute__((ext_vector_type(16)));
static inline __attribute__((always_inline)) sums16 dot_int8(sums16 sums, const int8_t *weights,
                                                              const int8_t *row) {
  int32_t four;
  memcpy(&four, row, sizeof four);
  const __m256i x = _mm256_cvtepi8_epi16(_mm_set1_epi32(four));
  __m256i columns[4];
  for (int i = 0; i < 4; i++) {
    const __m128i w = _mm_load_si128((const __m128i *)(weights + 16 * i));
    columns[i] = _mm256_madd_epi16(_mm256_cvtepi8_epi16(w), x);
  }
  for (int half = 0; half < 2; half++) {
    // Columns 0 1 4 5 2 3 6 7 of the half, put in order.
    const __m256i mixed = _mm256_hadd_epi32(columns[2 * half], columns[2 * half + 1]);
    __m256i *const to = (__m256i *)&sums + half;
    *to = _mm256_add_epi32(*to, _mm256_permute4x64_epi64(mixed, 0xd8));
  }
  return sums;
}
