// Floats on x86-64 with AVX-512: a register a vector, thirty-two registers.

#if defined(__x86_64__)

#include <float.h>
#include <immintrin.h>
#include <math.h>
#include <string.h>

#include "CKernels.h"

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512dq,avx512vl,fma"))), apply_to = function)

static inline __mmask16 first_lanes(intptr_t count) {
  return count > 0 ? (__mmask16)((1u << count) - 1) : 0;
}

static inline void load_partial(intptr_t count, const float *from, float *lanes) {
  *(__m512 *)lanes = _mm512_mask_loadu_ps(*(__m512 *)lanes, first_lanes(count), from);
}

static inline void store_partial(intptr_t count, const float *lanes, float *to) {
  _mm512_mask_storeu_ps(to, first_lanes(count), *(const __m512 *)lanes);
}

#define LOAD_PARTIAL load_partial
#define STORE_PARTIAL store_partial
#define TABLE nlp_kernels_avx512
#define TABLE_TYPE nlp_kernels_f32
#define NAME "avx512"
#define T float
#define INTEGER int32_t
#define FUNCTIONS "polynomials.h"
#define FUSED 1
#define TILE_ROWS 8
#define PANEL_VECTORS 2

#include "kernels.h"

#pragma clang attribute pop

#endif
