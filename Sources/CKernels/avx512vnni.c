// Floats on x86-64 with AVX-512 and its products of bytes (VNNI).

#if defined(__x86_64__)

#define TABLE nlp_kernels_avx512vnni
#define NAME "avx512vnni"
#define TARGET "avx512f,avx512dq,avx512bw,avx512vl,avx512vnni,fma"
#define HAS_INT8_DOT

#include "avx512.h"

#endif
