// Matrix products on packed panels (Goto and van de Geijn 2008).
//
// A panel holds PANEL_WIDTH columns of the right factor, row after row, so that a tile of the result,
// TILE_ROWS x PANEL_WIDTH, stays in registers while the panel streams by. Every element of the result
// is one chain of fused products in the order of k, from zero or from c, whatever tile, block or
// instruction set computes it.

enum {
  PANEL_WIDTH = PANEL_VECTORS * LANES,
  MAX_PANELS = 4,          // in one tile; with few rows only, to have enough independent chains
  BLOCK_DEPTH = 128,       // of k in multiply_transposed: a block of a panel stays in the L1 cache
  BLOCK_ROWS = 24 * TILE_ROWS,
};

static void pack(intptr_t k, intptr_t n, const T *b, intptr_t ldb, T *panels) {
  for (intptr_t j = 0; j < n; j += PANEL_WIDTH) {
    for (intptr_t row = 0; row < k; row++, panels += PANEL_WIDTH) {
      for (intptr_t v = 0; v < PANEL_WIDTH; v += LANES) {
        store(panels + v, LANES, load(b + row * ldb + j + v, n - j - v));
      }
    }
  }
}

static void pack_transposed(intptr_t k, intptr_t n, const T *b, intptr_t ldb, T *panels) {
  for (intptr_t j = 0; j < n; j += PANEL_WIDTH, panels += k * PANEL_WIDTH) {
    for (intptr_t row = 0; row < k; row += LANES) {
      const intptr_t rows = k - row < LANES ? k - row : LANES;
      for (intptr_t column = 0; column < PANEL_WIDTH; column++) {
        T *const to = panels + row * PANEL_WIDTH + column;
        const T *const from = b + (j + column) * ldb + row;
        const bool exists = j + column < n;
        for (intptr_t i = 0; i < rows; i++) to[i * PANEL_WIDTH] = exists ? from[i] : 0;
      }
    }
  }
}

// c[rows, columns] = or += a * b, where a(row, i) = a[row * row_step + i * step], b is the first of
// `panels` panels, `panel_step` apart, and `columns` counts what is left of c from here on.
INLINE void tile(const int rows, const int panels, intptr_t k, const T *a, intptr_t row_step,
                 intptr_t step, const T *b, intptr_t panel_step, T *c, intptr_t ldc,
                 intptr_t columns, bool accumulate) {
  vec sum[TILE_ROWS][MAX_PANELS * PANEL_VECTORS];
  const int vectors = panels * PANEL_VECTORS;
  UNROLL for (int row = 0; row < rows; row++) {
    UNROLL for (int v = 0; v < vectors; v++) {
      sum[row][v] = accumulate ? load(c + row * ldc + v * LANES, columns - v * LANES) : 0;
    }
  }
  for (intptr_t i = 0; i < k; i++, a += step, b += PANEL_WIDTH) {
    UNROLL for (int v = 0; v < vectors; v++) {
      const T *const from = b + v / PANEL_VECTORS * panel_step + v % PANEL_VECTORS * LANES;
      const vec right = *(const vec *)from;
      UNROLL for (int row = 0; row < rows; row++) {
        sum[row][v] = fused(a[row * row_step], right, sum[row][v]);
      }
    }
  }
  UNROLL for (int row = 0; row < rows; row++) {
    UNROLL for (int v = 0; v < vectors; v++) {
      store(c + row * ldc + v * LANES, columns - v * LANES, sum[row][v]);
    }
  }
}

typedef void tile_function(intptr_t k, const T *a, intptr_t row_step, intptr_t step, const T *b,
                           T *c, intptr_t ldc, intptr_t columns, bool accumulate);

#define TILE(ROWS)                                                                             \
  static void tile_##ROWS(intptr_t k, const T *a, intptr_t row_step, intptr_t step, const T *b, \
                          T *c, intptr_t ldc, intptr_t columns, bool accumulate) {              \
    tile(ROWS, 1, k, a, row_step, step, b, 0, c, ldc, columns, accumulate);                     \
  }
TILE(1)
TILE(2)
#if TILE_ROWS > 2
TILE(3)
TILE(4)
TILE(5)
TILE(6)
#endif
#if TILE_ROWS > 6
TILE(7)
TILE(8)
#endif

static tile_function *const tiles[TILE_ROWS + 1] = {
    0, tile_1, tile_2,
#if TILE_ROWS > 2
    tile_3, tile_4, tile_5, tile_6,
#endif
#if TILE_ROWS > 6
    tile_7, tile_8,
#endif
};

// One or two rows against several panels at once: a single one would wait for its own sums.
static void multiply_row(intptr_t n, intptr_t k, const T *a, const T *panels, T *c,
                         bool accumulate) {
  intptr_t j = 0;
  for (; j + 3 * PANEL_WIDTH < n; j += 4 * PANEL_WIDTH) {
    tile(1, 4, k, a, 0, 1, panels + j * k, k * PANEL_WIDTH, c + j, 0, n - j, accumulate);
  }
  for (; j < n; j += PANEL_WIDTH) {
    tile(1, 1, k, a, 0, 1, panels + j * k, 0, c + j, 0, n - j, accumulate);
  }
}

static void multiply(intptr_t m, intptr_t n, intptr_t k, const T *a, intptr_t lda, const T *panels,
                     T *c, intptr_t ldc, bool accumulate) {
  if (m == 1) return multiply_row(n, k, a, panels, c, accumulate);
  // Tiles of nearly the same height: nine rows are five and four, not eight and one.
  const intptr_t parts = (m + TILE_ROWS - 1) / TILE_ROWS;
  for (intptr_t j = 0; j < n; j += PANEL_WIDTH) {
    for (intptr_t part = 0; part < parts; part++) {
      const intptr_t i = m * part / parts, rows = m * (part + 1) / parts - i;
      tiles[rows](k, a + i * lda, lda, 1, panels + j * k, c + i * ldc + j, ldc, n - j, accumulate);
    }
  }
}

// Blocks of both factors are packed on the stack: a row by row of k in strips of TILE_ROWS columns.
static void multiply_transposed(intptr_t m, intptr_t n, intptr_t k, const T *a, intptr_t lda,
                                const T *b, intptr_t ldb, T *c, intptr_t ldc) {
  _Alignas(64) T left[BLOCK_ROWS * BLOCK_DEPTH];
  _Alignas(64) T panel[PANEL_WIDTH * BLOCK_DEPTH];
  for (intptr_t first = 0; first < k; first += BLOCK_DEPTH) {
    const intptr_t depth = k - first < BLOCK_DEPTH ? k - first : BLOCK_DEPTH;
    for (intptr_t top = 0; top < m; top += BLOCK_ROWS) {
      const intptr_t height = m - top < BLOCK_ROWS ? m - top : BLOCK_ROWS;
      T *to = left;
      for (intptr_t i = 0; i < height; i += TILE_ROWS) {
        const intptr_t rows = height - i < TILE_ROWS ? height - i : TILE_ROWS;
        const T *from = a + first * lda + top + i;
        for (intptr_t at = 0; at < depth; at++, from += lda, to += TILE_ROWS) {
          for (intptr_t row = 0; row < rows; row++) to[row] = from[row];
        }
      }
      for (intptr_t j = 0; j < n; j += PANEL_WIDTH) {
        const intptr_t width = n - j < PANEL_WIDTH ? n - j : PANEL_WIDTH;
        pack(depth, width, b + first * ldb + j, ldb, panel);
        for (intptr_t i = 0; i < height; i += TILE_ROWS) {
          const intptr_t rows = height - i < TILE_ROWS ? height - i : TILE_ROWS;
          tiles[rows](depth, left + i * depth, 1, TILE_ROWS, panel, c + (top + i) * ldc + j,
                      ldc, width, true);
        }
      }
    }
  }
}
