// Floats on x86-64 with AVX-512: a register a vector, thirty-two registers.

#if defined(__x86_64__)

#include <float.h>
#include <math.h>
#include <string.h>

#include "CKernels.h"

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512dq,avx512vl,fma"))), apply_to = function)

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
