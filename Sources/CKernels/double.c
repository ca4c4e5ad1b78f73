// Doubles in portable C with the functions of libm: the reference that checks run on.

#include <float.h>
#include <math.h>
#include <string.h>

#include "CKernels.h"

#define TABLE nlp_kernels_reference
#define TABLE_TYPE nlp_kernels_f64
#define NAME "double"
#define T double
#define INTEGER int64_t
#define FUNCTIONS "libm.h"
#define FUSED 0
#define TILE_ROWS 2
#define PANEL_VECTORS 1

#include "kernels.h"
