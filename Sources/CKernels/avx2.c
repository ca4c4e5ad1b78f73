// Floats on x86-64 with AVX2: two registers of eight a vector, sixteen registers.

#if defined(__x86_64__)

#include <float.h>
#include <immintrin.h>
#include <math.h>
#include <string.h>

#include "CKernels.h"

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)

// All ones in the lanes first ..< first + 8 that are below count.
static inline __m256i mask_of_lanes(intptr_t count, int first) {
  const __m256i lane = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  return _mm256_cmpgt_epi32(_mm256_set1_epi32((int)count - first), lane);
}

static inline void load_partial(intptr_t count, const float *from, float *lanes) {
  for (int first = 0; first < 16; first += 8) {
    const __m256i mask = mask_of_lanes(count, first);
    __m256 *const half = (__m256 *)(lanes + first);
    const __m256 loaded = _mm256_maskload_ps(from + first, mask);
    *half = _mm256_blendv_ps(*half, loaded, _mm256_castsi256_ps(mask));
  }
}

static inline void store_partial(intptr_t count, const float *lanes, float *to) {
  for (int first = 0; first < 16; first += 8) {
    const __m256 half = *(const __m256 *)(lanes + first);
    _mm256_maskstore_ps(to + first, mask_of_lanes(count, first), half);
  }
}

#include "dot_int8_avx2.h"

#define LOAD_PARTIAL load_partial
#define STORE_PARTIAL store_partial
#define TABLE nlp_kernels_avx2
#define TABLE_TYPE nlp_kernels_f32
#define NAME "avx2"
#define T float
#define INTEGER int32_t
#define FUNCTIONS "polynomials.h"
#define FUSED 1
#define TILE_ROWS 6
#define PANEL_VECTORS 1

#include "kernels.h"

#pragma clang attribute pop

#endif
