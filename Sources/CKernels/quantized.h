// Products with weights of fewer bits, for inference, where the time goes into reading weights.
//
// bfloat16 is the upper half of a float; sums run in T. With 8 bits each column of the right factor
// has a scale, each row of the left one is rounded to 8 bits by its greatest element, and the sums
// are integers: exact, so the same in every order and on every machine.

typedef uint16_t halves __attribute__((ext_vector_type(16), aligned(2)));
typedef float singles __attribute__((ext_vector_type(16)));

INLINE vec widen(const uint16_t *p) {
  const uvec32 whole = __builtin_convertvector(*(const halves *)p, uvec32) << 16;
  return __builtin_convertvector((singles)whole, vec);
}

// To the nearest, ties to even. What is not a number stays none.
static void to_bfloat16(intptr_t n, const T *x, uint16_t *y) {
  for (intptr_t i = 0; i < n; i++) {
    const float value = (float)x[i];
    uint32_t word;
    memcpy(&word, &value, sizeof word);
    const uint32_t rounded = word + 0x7fff + (word >> 16 & 1);
    y[i] = (uint16_t)((value != value ? word | 0x400000 : rounded) >> 16);
  }
}

INLINE void tile_bfloat16(const int panels, intptr_t k, const T *a, const uint16_t *b,
                          intptr_t panel_step, const T *start, T *c, intptr_t columns) {
  vec sum[MAX_PANELS * PANEL_VECTORS];
  const int vectors = panels * PANEL_VECTORS;
  UNROLL for (int v = 0; v < vectors; v++) {
    sum[v] = start ? load(start + v * LANES, columns - v * LANES) : 0;
  }
  for (intptr_t i = 0; i < k; i++, b += PANEL_WIDTH) {
    UNROLL for (int v = 0; v < vectors; v++) {
      const vec right = widen(b + v / PANEL_VECTORS * panel_step + v % PANEL_VECTORS * LANES);
      sum[v] = fused(a[i], right, sum[v]);
    }
  }
  UNROLL for (int v = 0; v < vectors; v++) {
    store(c + v * LANES, columns - v * LANES, sum[v]);
  }
}

static void multiply_bfloat16(intptr_t m, intptr_t n, intptr_t k, const T *a, intptr_t lda,
                              const uint16_t *panels, const T *origin, intptr_t ldo,
                              const int32_t *ids, T *c, intptr_t ldc) {
  const start_rows start = {origin, ldo, ids};
  for (intptr_t row = 0; row < m; row++, a += lda, c += ldc) {
    const T *const first = origin ? start_of(start, row) : NULL;
    intptr_t j = 0;
    for (; j + (MAX_PANELS - 1) * PANEL_WIDTH < n; j += MAX_PANELS * PANEL_WIDTH) {
      tile_bfloat16(MAX_PANELS, k, a, panels + j * k, k * PANEL_WIDTH, first ? first + j : NULL,
                    c + j, n - j);
    }
    for (; j < n; j += PANEL_WIDTH) {
      tile_bfloat16(1, k, a, panels + j * k, 0, first ? first + j : NULL, c + j, n - j);
    }
  }
}

// Sixteen columns of four weights each times four elements of a row, in bytes, added to sixteen
// sums. A machine whose product wants the row without signs adds INT8_OFFSET to its elements, which
// the sums of the columns take back.
#ifndef INT8_OFFSET
#define INT8_OFFSET 0
typedef int8_t quads __attribute__((ext_vector_type(64)));
typedef int16_t wide_quads __attribute__((ext_vector_type(64)));
typedef int16_t pairs __attribute__((ext_vector_type(32)));

INLINE ivec32 dot_quads(ivec32 sums, const int8_t *weights, const int8_t *row) {
  const wide_quads w = __builtin_convertvector(*(const quads *)weights, wide_quads);
  wide_quads x;
  UNROLL for (int i = 0; i < 64; i++) x[i] = row[i % 4];
  // At most 127 * 127: neither the products nor the sums of two overflow 16 bits.
  const wide_quads products = w * x;
  const pairs two = products.even + products.odd;
  return sums + __builtin_convertvector(two.even, ivec32) +
         __builtin_convertvector(two.odd, ivec32);
}
#endif

enum {
  QUAD_BYTES = PANEL_WIDTH * 4,  // of four rows of a panel; also of the column sums before them
};

static intptr_t int8_panel_bytes(intptr_t k) { return QUAD_BYTES + (k + 3) / 4 * QUAD_BYTES; }

// b is the transpose of the right factor, [n, k].
static void pack_int8(intptr_t k, intptr_t n, const T *b, intptr_t ldb, int8_t *panels,
                      T *scales) {
  memset(panels, 0, (n + PANEL_WIDTH - 1) / PANEL_WIDTH * int8_panel_bytes(k));
  for (intptr_t j = 0; j < n; j++) {
    T most = 0;
    for (intptr_t i = 0; i < k; i++) {
      const T size = b[j * ldb + i] < 0 ? -b[j * ldb + i] : b[j * ldb + i];
      if (size > most) most = size;
    }
    scales[j] = most / 127;
    int8_t *const panel = panels + j / PANEL_WIDTH * int8_panel_bytes(k);
    int32_t sum = 0;
    for (intptr_t i = 0; most > 0 && i < k; i++) {
      const T value = b[j * ldb + i] / scales[j];
      const int whole = (int)(value + (value < 0 ? (T)-0.5 : (T)0.5));
      const int8_t weight = (int8_t)(whole > 127 ? 127 : whole < -127 ? -127 : whole);
      panel[QUAD_BYTES + i / 4 * QUAD_BYTES + j % PANEL_WIDTH * 4 + i % 4] = weight;
      sum += weight;
    }
    memcpy(panel + j % PANEL_WIDTH * 4, &sum, sizeof sum);
  }
}

// The row as bytes and what they are to be multiplied with; 0 for a row of zeros.
static T round_row(intptr_t k, const T *a, int8_t *row) {
  vec most = 0;
  for (intptr_t i = 0; i < k; i += LANES) most = larger(absolute(load(a + i, k - i)), most);
  const T greatest = __builtin_reduce_max(most), scale = greatest / 127;
  const T inverse = greatest > 0 ? 127 / greatest : 0;
  for (intptr_t i = 0; i < k; i += LANES) {
    const vec value = load(a + i, k - i) * inverse;
    const ivec32 whole = __builtin_convertvector(value + copy_sign(0.5f, value), ivec32);
    typedef int8_t bytes __attribute__((ext_vector_type(16), aligned(1)));
    *(bytes *)(row + i) = __builtin_convertvector(whole + INT8_OFFSET, bytes);
  }
  for (intptr_t i = k; i < (k + 3) / 4 * 4; i++) row[i] = (int8_t)INT8_OFFSET;
  return scale;
}

INLINE void tile_int8(const int panels, intptr_t k, const int8_t *row, T scale, const int8_t *b,
                      intptr_t panel_step, const T *scales, const T *start, T *c,
                      intptr_t columns) {
  ivec32 sum[MAX_PANELS * PANEL_VECTORS];
  const int vectors = panels * PANEL_VECTORS;
  UNROLL for (int v = 0; v < vectors; v++) {
    const int8_t *const header = b + v / PANEL_VECTORS * panel_step + v % PANEL_VECTORS * 64;
    sum[v] = *(const ivec32 *)header * -INT8_OFFSET;
  }
  b += QUAD_BYTES;
  for (intptr_t i = 0; i < k; i += 4, b += QUAD_BYTES) {
    UNROLL for (int v = 0; v < vectors; v++) {
      sum[v] = dot_quads(
          sum[v], b + v / PANEL_VECTORS * panel_step + v % PANEL_VECTORS * 64, row + i);
    }
  }
  UNROLL for (int v = 0; v < vectors; v++) {
    const intptr_t left = columns - v * LANES;
    const vec before = start ? load(start + v * LANES, left) : 0;
    const vec factor = load(scales + v * LANES, left) * scale;
    store(c + v * LANES, left, fused(__builtin_convertvector(sum[v], vec), factor, before));
  }
}

static void multiply_int8(intptr_t m, intptr_t n, intptr_t k, const T *a, intptr_t lda,
                          const int8_t *panels, const T *scales, const T *origin, intptr_t ldo,
                          const int32_t *ids, T *c, intptr_t ldc) {
  const start_rows start = {origin, ldo, ids};
  const intptr_t bytes = int8_panel_bytes(k);
  int8_t row[k + LANES];
  for (intptr_t i = 0; i < m; i++, a += lda, c += ldc) {
    const T *const first = origin ? start_of(start, i) : NULL;
    const T scale = round_row(k, a, row);
    intptr_t j = 0;
    for (; j + (MAX_PANELS - 1) * PANEL_WIDTH < n; j += MAX_PANELS * PANEL_WIDTH) {
      tile_int8(MAX_PANELS, k, row, scale, panels + j / PANEL_WIDTH * bytes, bytes, scales + j,
                first ? first + j : NULL, c + j, n - j);
    }
    for (; j < n; j += PANEL_WIDTH) {
      tile_int8(1, k, row, scale, panels + j / PANEL_WIDTH * bytes, 0, scales + j,
                first ? first + j : NULL, c + j, n - j);
    }
  }
}
