// Floats on the baseline of the architecture: SSE2, or the vectors that every AArch64 has.

#include <float.h>
#include <math.h>
#include <string.h>

#include "CKernels.h"

#define TABLE nlp_kernels_portable
#define TABLE_TYPE nlp_kernels_f32
#define NAME "portable"
#define T float
#define INTEGER int32_t
#define FUNCTIONS "polynomials.h"
#define FUSED 0
#define TILE_ROWS 2
#define PANEL_VECTORS 1

#include "kernels.h"
