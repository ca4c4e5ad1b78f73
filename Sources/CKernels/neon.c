// Floats on AArch64: four registers of four a vector, thirty-two registers.

#if defined(__aarch64__)

#include <float.h>
#include <math.h>
#include <string.h>

#include "CKernels.h"

#define TABLE nlp_kernels_neon
#define TABLE_TYPE nlp_kernels_f32
#define NAME "neon"
#define T float
#define INTEGER int32_t
#define FUNCTIONS "polynomials.h"
#define FUSED 1
#define TILE_ROWS 6
#define PANEL_VECTORS 1

#include "kernels.h"

#endif
