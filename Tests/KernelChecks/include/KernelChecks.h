// Every kernel of one table of floats, run beside the table of doubles on random shapes. In C, so
// that the same checks run where Swift does not: under an emulator, for another architecture.

#ifndef KERNEL_CHECKS_H
#define KERNEL_CHECKS_H

#include <stdbool.h>
#include <stdint.h>

#include "CKernels.h"

typedef struct {
  const char *kernel;
  // The greatest difference of a float and its double, relative above 1 and absolute below, and
  // what it may be. Elements outside of a result count, too: nothing may be written there.
  double difference, tolerance;
  // Of all bytes written: equal hashes mean equal bytes.
  uint64_t hash;
} kernel_check;

// The i-th check of a table, or false when i is past the last. Not for two threads at a time.
bool kernel_check_run(const nlp_kernels_f32 *table, int i, kernel_check *result);

#endif
