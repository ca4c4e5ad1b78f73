// Products with weights of fewer bits, for inference, where the time goes into reading weights.
//
// bfloat16 is the upper half of a float; sums run in T. With 8 bits each column of the right
// operand has a scale, each row of the left one is rounded to 8 bits by its greatest element, and
// the sums are integers: exact, so the same in every order and on every machine.

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

INLINE void tile_bfloat16_weights(const int rows, const int panels, intptr_t k, const T *a,
                                  intptr_t lda, const uint16_t *b, intptr_t panel_step,
                                  initial_sums initial, T *c, intptr_t ldc, intptr_t columns) {
  vec sum[TILE_ROWS][MAX_PANELS * PANEL_VECTORS];
  const int vectors = panels * PANEL_VECTORS;
  UNROLL for (int row = 0; row < rows; row++) {
    const T *const from = initial.origin ? initial_row(initial, row) : NULL;
    UNROLL for (int v = 0; v < vectors; v++) {
      sum[row][v] = from ? load(from + v * LANES, columns - v * LANES) : 0;
    }
  }
  for (intptr_t i = 0; i < k; i++, b += PANEL_WIDTH) {
    UNROLL for (int v = 0; v < vectors; v++) {
      const vec right = widen(b + v / PANEL_VECTORS * panel_step + v % PANEL_VECTORS * LANES);
      UNROLL for (int row = 0; row < rows; row++) {
        sum[row][v] = fused(a[row * lda + i], right, sum[row][v]);
      }
    }
  }
  UNROLL for (int row = 0; row < rows; row++) {
    UNROLL for (int v = 0; v < vectors; v++) {
      store(c + row * ldc + v * LANES, columns - v * LANES, sum[row][v]);
    }
  }
}

// A row against several panels at once: with a single one it would wait for its own sums.
static void multiply_1_rows_bfloat16_weights(intptr_t n, intptr_t k, const T *a, intptr_t lda,
                                     const uint16_t *panels, initial_sums initial, T *c,
                                     intptr_t ldc) {
  intptr_t j = 0;
  for (; j + (MAX_PANELS - 1) * PANEL_WIDTH < n; j += MAX_PANELS * PANEL_WIDTH) {
    tile_bfloat16_weights(1, MAX_PANELS, k, a, lda, panels + j * k, k * PANEL_WIDTH,
                  initial_at(initial, 0, j), c + j, ldc, n - j);
  }
  for (; j < n; j += PANEL_WIDTH) {
    tile_bfloat16_weights(1, 1, k, a, lda, panels + j * k, 0, initial_at(initial, 0, j), c + j,
                          ldc, n - j);
  }
}

// Several rows, so that a panel is read and widened once for all of them.
#define ROWS_BFLOAT16_WEIGHTS(ROWS)                                                       \
  static void multiply_##ROWS##_rows_bfloat16_weights(                                    \
      intptr_t n, intptr_t k, const T *a, intptr_t lda, const uint16_t *panels,           \
      initial_sums initial, T *c, intptr_t ldc) {                                         \
    for (intptr_t j = 0; j < n; j += PANEL_WIDTH) {                                       \
      tile_bfloat16_weights(ROWS, 1, k, a, lda, panels + j * k, 0, initial_at(initial, 0, j),\
                            c + j, ldc, n - j);                                           \
    }                                                                                     \
  }
ROWS_BFLOAT16_WEIGHTS(2)
#if TILE_ROWS > 2
ROWS_BFLOAT16_WEIGHTS(3)
ROWS_BFLOAT16_WEIGHTS(4)
ROWS_BFLOAT16_WEIGHTS(5)
ROWS_BFLOAT16_WEIGHTS(6)
#endif
#if TILE_ROWS > 6
ROWS_BFLOAT16_WEIGHTS(7)
ROWS_BFLOAT16_WEIGHTS(8)
#endif

typedef void rows_bfloat16_weights_function(intptr_t n, intptr_t k, const T *a, intptr_t lda,
                                            const uint16_t *panels, initial_sums initial, T *c,
                                            intptr_t ldc);

static rows_bfloat16_weights_function *const rows_bfloat16_weights[TILE_ROWS + 1] = {
    0, multiply_1_rows_bfloat16_weights, multiply_2_rows_bfloat16_weights,
#if TILE_ROWS > 2
    multiply_3_rows_bfloat16_weights, multiply_4_rows_bfloat16_weights,
    multiply_5_rows_bfloat16_weights, multiply_6_rows_bfloat16_weights,
#endif
#if TILE_ROWS > 6
    multiply_7_rows_bfloat16_weights, multiply_8_rows_bfloat16_weights,
#endif
};

static void multiply_bfloat16_weights(intptr_t m, intptr_t n, intptr_t k, const T *a, intptr_t lda,
                              const uint16_t *panels, const T *origin, intptr_t ldo,
                              const int32_t *ids, T *c, intptr_t ldc) {
  const initial_sums initial = {origin, ldo, ids};
  const intptr_t parts = (m + TILE_ROWS - 1) / TILE_ROWS;
  for (intptr_t part = 0, i = 0; part < parts; part++) {
    const intptr_t rows = m / parts + (part < m % parts);
    rows_bfloat16_weights[rows](n, k, a + i * lda, lda, panels, initial_at(initial, i, 0),
                                c + i * ldc, ldc);
    i += rows;
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

INLINE ivec32 dot_int8(ivec32 sums, const int8_t *weights, const int8_t *row) {
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

// Rows of a tile: on AVX-512 sixteen sums and eight more registers, elsewhere four sums, which are
// as wide as two or four registers.
#define INT8_ROWS (4 * PANEL_VECTORS)

enum {
  QUAD_BYTES = PANEL_WIDTH * 4,  // of four rows of a panel; also of the column sums before them
};

static intptr_t int8_panel_bytes(intptr_t k) { return QUAD_BYTES + (k + 3) / 4 * QUAD_BYTES; }

// b is the transpose of the right operand, [n, k].
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

// Some rows, rounded to bytes `row_step` apart, against some panels.
INLINE void tile_int8(const int rows, const int panels, intptr_t k, const int8_t *a,
                      intptr_t row_step, const T *row_scales, const int8_t *b, intptr_t panel_step,
                      const T *scales, initial_sums initial, T *c, intptr_t ldc, intptr_t columns) {
  ivec32 sum[INT8_ROWS][MAX_PANELS * PANEL_VECTORS];
  const int vectors = panels * PANEL_VECTORS;
  UNROLL for (int v = 0; v < vectors; v++) {
    const int8_t *const header = b + v / PANEL_VECTORS * panel_step + v % PANEL_VECTORS * 64;
    UNROLL for (int row = 0; row < rows; row++) {
      sum[row][v] = *(const ivec32 *)header * -INT8_OFFSET;
    }
  }
  b += QUAD_BYTES;
  for (intptr_t i = 0; i < k; i += 4, b += QUAD_BYTES) {
    UNROLL for (int row = 0; row < rows; row++) {
      UNROLL for (int v = 0; v < vectors; v++) {
        sum[row][v] = dot_int8(
            sum[row][v], b + v / PANEL_VECTORS * panel_step + v % PANEL_VECTORS * 64,
            a + row * row_step + i);
      }
    }
  }
  UNROLL for (int row = 0; row < rows; row++) {
    const T *const from = initial.origin ? initial_row(initial, row) : NULL;
    UNROLL for (int v = 0; v < vectors; v++) {
      const intptr_t left = columns - v * LANES;
      const vec before = from ? load(from + v * LANES, left) : 0;
      const vec factor = load(scales + v * LANES, left) * row_scales[row];
      store(c + row * ldc + v * LANES, left,
            fused(__builtin_convertvector(sum[row][v], vec), factor, before));
    }
  }
}

// One row against several panels at once: with a single one it would wait for its own sums.
static void multiply_row_int8(intptr_t n, intptr_t k, const int8_t *a, T scale,
                              const int8_t *panels, const T *scales, initial_sums initial, T *c) {
  const intptr_t bytes = int8_panel_bytes(k);
  intptr_t j = 0;
  for (; j + (MAX_PANELS - 1) * PANEL_WIDTH < n; j += MAX_PANELS * PANEL_WIDTH) {
    tile_int8(1, MAX_PANELS, k, a, 0, &scale, panels + j / PANEL_WIDTH * bytes, bytes, scales + j,
              initial_at(initial, 0, j), c + j, 0, n - j);
  }
  for (; j < n; j += PANEL_WIDTH) {
    tile_int8(1, 1, k, a, 0, &scale, panels + j / PANEL_WIDTH * bytes, 0, scales + j,
              initial_at(initial, 0, j), c + j, 0, n - j);
  }
}

// Several rows, so that a panel is read once for all of them.
#define ROWS_INT8(ROWS)                                                                   \
  static void multiply_##ROWS##_rows_int8(                                                \
      intptr_t n, intptr_t k, const int8_t *a, intptr_t row_step, const T *row_scales,    \
      const int8_t *panels, const T *scales, initial_sums initial, T *c, intptr_t ldc) {  \
    const intptr_t bytes = int8_panel_bytes(k);                                           \
    for (intptr_t j = 0; j < n; j += PANEL_WIDTH) {                                       \
      tile_int8(ROWS, 1, k, a, row_step, row_scales, panels + j / PANEL_WIDTH * bytes, 0, \
                scales + j, initial_at(initial, 0, j), c + j, ldc, n - j);                \
    }                                                                                     \
  }
ROWS_INT8(2)
ROWS_INT8(3)
ROWS_INT8(4)
#if INT8_ROWS > 4
ROWS_INT8(5)
ROWS_INT8(6)
ROWS_INT8(7)
ROWS_INT8(8)
#endif

typedef void rows_int8_function(intptr_t n, intptr_t k, const int8_t *a, intptr_t row_step,
                                const T *row_scales, const int8_t *panels, const T *scales,
                                initial_sums initial, T *c, intptr_t ldc);

static rows_int8_function *const rows_int8[INT8_ROWS + 1] = {
    0, 0, multiply_2_rows_int8, multiply_3_rows_int8, multiply_4_rows_int8,
#if INT8_ROWS > 4
    multiply_5_rows_int8, multiply_6_rows_int8, multiply_7_rows_int8, multiply_8_rows_int8,
#endif
};

static void multiply_int8(intptr_t m, intptr_t n, intptr_t k, const T *a, intptr_t lda,
                          const int8_t *panels, const T *scales, const T *origin, intptr_t ldo,
                          const int32_t *ids, T *c, intptr_t ldc) {
  const initial_sums initial = {origin, ldo, ids};
  const intptr_t parts = (m + INT8_ROWS - 1) / INT8_ROWS;
  const intptr_t row_step = k + LANES;
  int8_t bytes[INT8_ROWS * row_step];
  T row_scales[INT8_ROWS];
  // Tiles of nearly the same height: nine rows are five and four, not eight and one.
  for (intptr_t part = 0, i = 0; part < parts; part++) {
    const intptr_t rows = m / parts + (part < m % parts);
    for (intptr_t row = 0; row < rows; row++) {
      row_scales[row] = round_row(k, a + (i + row) * lda, bytes + row * row_step);
    }
    const initial_sums from = initial_at(initial, i, 0);
    if (rows == 1) {
      multiply_row_int8(n, k, bytes, row_scales[0], panels, scales, from, c + i * ldc);
    } else {
      rows_int8[rows](n, k, bytes, row_step, row_scales, panels, scales, from, c + i * ldc, ldc);
    }
    i += rows;
  }
}
