#ifndef FUZZ_DRIVER_H
#define FUZZ_DRIVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Whether libFuzzer is linked, which only `tools/fuzz` does.
bool fuzz_driver_exists(void);

/// Runs libFuzzer with its arguments; it calls `body` with one input after the other.
int fuzz_driver_run(int argc, char **argv, int (*body)(const uint8_t *bytes, size_t count));

#endif
