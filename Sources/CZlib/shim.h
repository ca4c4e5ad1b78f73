// What of zlib cannot be imported into Swift: macros.
#ifndef CZLIB_SHIM_H
#define CZLIB_SHIM_H

#include <string.h>
#include <zlib.h>

/// Makes `stream` ready to read gzip, one member after the other.
static inline int czlib_open(z_stream *stream) {
  memset(stream, 0, sizeof *stream);
  // 15 bits of window, and 16 for the header of gzip.
  return inflateInit2(stream, 15 + 16);
}

#endif
