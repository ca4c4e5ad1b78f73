// Floats on x86-64 with AVX-512: a register a vector, thirty-two registers. A source file that
// includes it defines TABLE, NAME and TARGET, and HAS_INT8_DOT, HAS_BFLOAT16_DOT and HAS_AMX where
// the target has products of bytes, of bfloat16 and a matrix unit.

#include <float.h>
#include <immintrin.h>
#include <math.h>
#include <string.h>

#include "CKernels.h"

#pragma clang attribute push(__attribute__((target(TARGET))), apply_to = function)

static inline __mmask16 first_lanes(intptr_t count) {
  return count > 0 ? (__mmask16)((1u << count) - 1) : 0;
}

static inline void load_partial(intptr_t count, const float *from, float *lanes) {
  *(__m512 *)lanes = _mm512_mask_loadu_ps(*(__m512 *)lanes, first_lanes(count), from);
}

static inline void store_partial(intptr_t count, const float *lanes, float *to) {
  _mm512_mask_storeu_ps(to, first_lanes(count), *(const __m512 *)lanes);
}

#ifdef HAS_INT8_DOT
#define INT8_OFFSET 128
typedef int32_t sums16 __attribute__((ext_vector_type(16)));
static inline __attribute__((always_inline)) sums16 dot_int8(sums16 sums, const int8_t *weights,
                                                              const int8_t *row) {
  int32_t four;
  memcpy(&four, row, sizeof four);
  return (sums16)_mm512_dpbusd_epi32((__m512i)sums, _mm512_set1_epi32(four),
                                     *(const __m512i *)weights);
}
#else
#include "dot_int8_avx2.h"
#endif

#ifdef HAS_BFLOAT16_DOT
typedef float sums16f __attribute__((ext_vector_type(16)));
typedef uint32_t words16 __attribute__((ext_vector_type(16), aligned(4)));
static inline __attribute__((always_inline)) sums16f dot_bfloat16(sums16f sums, words16 b,
                                                               uint32_t a) {
  return (sums16f)_mm512_dpbf16_ps((__m512)sums, (__m512bh)_mm512_set1_epi32((int)a),
                                   (__m512bh)b);
}
#endif

#define SCALE_BY_POWER(x, n) \
  ((vec)_mm512_scalef_ps((__m512)(x), _mm512_cvtepi32_ps((__m512i)(n))))
#define LOAD_PARTIAL load_partial
#define STORE_PARTIAL store_partial
#define TABLE_TYPE nlp_kernels_f32
#define T float
#define INTEGER int32_t
#define FUNCTIONS "polynomials.h"
#define FUSED 1
#define TILE_ROWS 8
#define PANEL_VECTORS 2
#define WIDE_ROWS 6

#include "kernels.h"

#pragma clang attribute pop
