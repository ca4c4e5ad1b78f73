// Floats on x86-64 with AVX-512, its products of bytes, and a matrix unit for those of bfloat16.

#if defined(__x86_64__)

#define TABLE nlp_kernels_amx
#define NAME "amx"
#define TARGET                                                                              \
  "avx512f,avx512dq,avx512bw,avx512vl,avx512vnni,avx512bf16,fma,amx-tile,amx-bf16"
#define HAS_INT8_DOT
#define HAS_BFLOAT16_DOT
#define HAS_AMX

#include "avx512.h"

#endif
