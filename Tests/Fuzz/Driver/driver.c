#include "FuzzDriver.h"

extern int LLVMFuzzerRunDriver(
    int *argc, char ***argv, int (*body)(const uint8_t *bytes, size_t count)) __attribute__((weak));

bool fuzz_driver_exists(void) { return LLVMFuzzerRunDriver != NULL; }

int fuzz_driver_run(
    int argc, char **argv, int (*body)(const uint8_t *bytes, size_t count)) {
  return LLVMFuzzerRunDriver(&argc, &argv, body);
}
