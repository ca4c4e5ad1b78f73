// The choice of a table, once a process.

#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__) && defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>
#endif

#include "CKernels.h"

extern const nlp_kernels_f32 nlp_kernels_portable, nlp_kernels_avx2, nlp_kernels_avx512,
    nlp_kernels_avx512vnni, nlp_kernels_avx512bf16, nlp_kernels_amx, nlp_kernels_neon;
extern const nlp_kernels_f64 nlp_kernels_reference;

#if defined(__x86_64__) && defined(__linux__)
// Whether the processor has a matrix unit and the kernel lets this process use it, which a process
// has to ask for, since it makes the state that threads save larger.
static bool has_tiles(void) {
  enum { REQUEST_PERMISSION = 0x1023, TILE_DATA = 18 };
  return __builtin_cpu_supports("amx-tile") && __builtin_cpu_supports("amx-bf16") &&
         syscall(SYS_arch_prctl, REQUEST_PERMISSION, TILE_DATA) == 0;
}
#else
static bool has_tiles(void) { return false; }
#endif

enum { MOST_TABLES = 6 };

// The tables that this processor runs, the best last; their number.
static int list(const nlp_kernels_f32 *runnable[MOST_TABLES]) {
  int count = 0;
  runnable[count++] = &nlp_kernels_portable;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    runnable[count++] = &nlp_kernels_avx2;
  }
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")) {
    runnable[count++] = &nlp_kernels_avx512;
    if (__builtin_cpu_supports("avx512vnni")) {
      runnable[count++] = &nlp_kernels_avx512vnni;
      if (__builtin_cpu_supports("avx512bf16")) {
        runnable[count++] = &nlp_kernels_avx512bf16;
        if (has_tiles()) runnable[count++] = &nlp_kernels_amx;
      }
    }
  }
#elif defined(__aarch64__)
  runnable[count++] = &nlp_kernels_neon;
#endif
  return count;
}

const nlp_kernels_f32 *nlp_kernels_float_at(int i) {
  const nlp_kernels_f32 *runnable[MOST_TABLES];
  const int count = list(runnable);
  return 0 <= i && i < count ? runnable[i] : NULL;
}

static const nlp_kernels_f32 *choose(void) {
  const nlp_kernels_f32 *runnable[MOST_TABLES];
  const int count = list(runnable);
  const char *wanted = getenv("NLP_KERNELS");
  for (int i = 0; wanted && i < count; i++) {
    if (strcmp(wanted, runnable[i]->name) == 0) return runnable[i];
  }
  return runnable[count - 1];
}

// Threads that come here first at the same time choose the same table.
const nlp_kernels_f32 *nlp_kernels_float(void) {
  static _Atomic(const nlp_kernels_f32 *) chosen;
  const nlp_kernels_f32 *table = atomic_load_explicit(&chosen, memory_order_acquire);
  if (!table) {
    table = choose();
    atomic_store_explicit(&chosen, table, memory_order_release);
  }
  return table;
}

const nlp_kernels_f64 *nlp_kernels_double(void) { return &nlp_kernels_reference; }
