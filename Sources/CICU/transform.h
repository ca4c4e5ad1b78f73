// The result of a transformation while it is made.
#ifndef CICU_TRANSFORM_H
#define CICU_TRANSFORM_H

#include <stdbool.h>
#include <stdint.h>

#include "CICU.h"

/// Appends `length` bytes that are the same in the source.
bool cicu_append(cicu_transformed *result, const uint8_t *bytes, int64_t length);

/// Appends what the source `text` from `start` to `end` becomes. Runs whose characters keep their
/// lengths are aligned byte by byte, so they need no edit.
bool cicu_replace(
    cicu_transformed *result, const uint8_t *text, int64_t start, int64_t end,
    const uint8_t *bytes, int64_t length);

#endif
