// Prints a line for each kernel of one table: the greatest difference from the table of doubles and
// a hash of the bytes written. Exits 1 when a difference is too great.

#include <stdio.h>
#include <string.h>

#include "KernelChecks.h"

int main(int count, char **arguments) {
  const nlp_kernels_f32 *table;
  for (int i = 0; (table = nlp_kernels_float_at(i)); i++) {
    if (count == 2 && strcmp(table->name, arguments[1]) == 0) break;
  }
  if (!table) {
    fprintf(stderr, "usage: check-neon TABLE, one that this processor runs\n");
    return 2;
  }
  int failures = 0;
  kernel_check check;
  for (int i = 0; kernel_check_run(table, i, &check); i++) {
    const bool passed = check.difference <= check.tolerance;
    printf("%-20s %.2e %016llx%s\n", check.kernel, check.difference,
           (unsigned long long)check.hash, passed ? "" : " differs");
    failures += !passed;
  }
  return failures > 0;
}
