// Matrix products on packed panels (Goto and van de Geijn 2008).
//
// A panel holds PANEL_WIDTH columns of the right factor, row after row, so that a tile of the
// result, TILE_ROWS x PANEL_WIDTH, stays in registers while the panel streams by. Every element of
// the result is one chain of fused products in the order of k, from zero or from c, whatever tile,
// block or instruction set computes it.

enum {
  PANEL_WIDTH = PANEL_VECTORS * LANES,
  MAX_PANELS = 4,  // of a tile with one row, which needs that many independent chains

  // The blocks that multiply_transposed packs: BLOCK_DEPTH rows of one panel stay in the L1 cache,
  // STRIPS strips of TILE_ROWS columns in L2. A strip is a cache line longer than its columns, so
  // that strips, a power of two apart otherwise, do not evict each other.
  BLOCK_DEPTH = 128,
  STRIPS = 16,
  STRIP_SIZE = BLOCK_DEPTH * TILE_ROWS + LANES,
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
      const intptr_t rows = smallest(k - row, LANES);
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
      const vec right = *(const aligned_vec *)from;
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

// One row against several panels at once: with a single one it would wait for its own sums.
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

// Packs a[k, m] into strips of TILE_ROWS columns, reading it in the order of memory.
static void pack_strips(intptr_t k, intptr_t m, const T *a, intptr_t lda, T *strips) {
  for (intptr_t i = 0; i < k; i++, a += lda, strips += TILE_ROWS) {
    T *to = strips;
    intptr_t j = 0;
    for (; j + TILE_ROWS <= m; j += TILE_ROWS, to += STRIP_SIZE) {
      memcpy(to, a + j, TILE_ROWS * sizeof(T));
    }
    copy_partial(m - j, a + j, to);
  }
}

// The strips of a block times one panel of it. A tile starts from c: the rows of c of the next one
// are fetched meanwhile.
static void multiply_strips(intptr_t m, intptr_t n, intptr_t k, const T *strips, const T *panel,
                            T *c, intptr_t ldc) {
  for (intptr_t i = 0; i < m; i += TILE_ROWS, strips += STRIP_SIZE, c += TILE_ROWS * ldc) {
    for (intptr_t row = i + TILE_ROWS; row < m && row < i + 2 * TILE_ROWS; row++) {
      UNROLL for (int v = 0; v < PANEL_WIDTH; v += LANES) {
        __builtin_prefetch(c + (row - i) * ldc + v, 1);
      }
    }
    tiles[smallest(m - i, TILE_ROWS)](k, strips, 1, TILE_ROWS, panel, c, ldc, n, true);
  }
}

static void multiply_transposed(intptr_t m, intptr_t n, intptr_t k, const T *a, intptr_t lda,
                                const T *b, intptr_t ldb, T *c, intptr_t ldc) {
  _Alignas(64) T strips[STRIPS * STRIP_SIZE];
  _Alignas(64) T panel[BLOCK_DEPTH * PANEL_WIDTH];
  for (intptr_t first = 0; first < k; first += BLOCK_DEPTH) {
    const intptr_t depth = smallest(k - first, BLOCK_DEPTH);
    for (intptr_t i = 0; i < m; i += STRIPS * TILE_ROWS) {
      const intptr_t rows = smallest(m - i, STRIPS * TILE_ROWS);
      pack_strips(depth, rows, a + first * lda + i, lda, strips);
      for (intptr_t j = 0; j < n; j += PANEL_WIDTH) {
        const intptr_t columns = smallest(n - j, PANEL_WIDTH);
        pack(depth, columns, b + first * ldb + j, ldb, panel);
        multiply_strips(rows, columns, depth, strips, panel, c + i * ldc + j, ldc);
      }
    }
  }
}
