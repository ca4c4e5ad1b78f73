// Floats on x86-64 with AVX2: two registers of eight a vector, sixteen registers.

#if defined(__x86_64__)

#include <float.h>
#include <math.h>
#include <string.h>

#include "CKernels.h"

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)

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
