// Floats on x86-64 with AVX-512.

#if defined(__x86_64__)

#define TABLE nlp_kernels_avx512
#define NAME "avx512"
#define TARGET "avx512f,avx512dq,avx512bw,avx512vl,fma"

#include "avx512.h"

#endif
