// Floats on x86-64 with AVX-512 and its products of bytes (VNNI) and of bfloat16.

#if defined(__x86_64__)

#define TABLE nlp_kernels_avx512bf16
#define NAME "avx512bf16"
#define TARGET "avx512f,avx512dq,avx512bw,avx512vl,avx512vnni,avx512bf16,fma"
#define HAS_INT8_DOT
#define HAS_BFLOAT16_DOT

#include "avx512.h"

#endif
