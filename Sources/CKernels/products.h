// Matrix products on packed panels (Goto and van de Geijn 2008).
//
// A panel holds PANEL_WIDTH columns of the right factor, row after row, so that a tile of the
// result, TILE_ROWS x PANEL_WIDTH, stays in registers while the panel streams by. Every element of
// the result is one chain of fused products in the order of k, from zero or from c, whatever tile,
// block or instruction set computes it.

enum {
  PANEL_WIDTH = PANEL_VECTORS * LANES,
  MAX_PANELS = 4,  // of a tile with one row, to have enough independent chains
  SLICE_DEPTH = 256,  // rows of a panel that are still in L1 when the next tile meets them
  CACHED_ELEMENTS = 1 << 16,  // of the left factor, beside a panel of the right one

  // The blocks that multiply_transposed packs: BLOCK_DEPTH rows of one panel stay in the L1 cache,
  // STRIPS strips of TILE_ROWS columns in L2. A strip is a cache line longer than its columns, so
  // that strips, a power of two apart otherwise, do not evict each other.
  BLOCK_DEPTH = 128,
  STRIPS = 32,
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

// Transposes sixteen rows: four times, each of the first eight is interleaved with its partner of
// the last eight.
INLINE void transpose(vec x[LANES]) {
  UNROLL for (int round = 0; round < 4; round++) {
    vec y[LANES];
    UNROLL for (int i = 0; i < LANES / 2; i++) {
      const vec a = x[i], b = x[i + LANES / 2];
      y[2 * i] = __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19,  //
                                         4, 20, 5, 21, 6, 22, 7, 23);
      y[2 * i + 1] = __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27,  //
                                             12, 28, 13, 29, 14, 30, 15, 31);
    }
    UNROLL for (int i = 0; i < LANES; i++) x[i] = y[i];
  }
}

static void pack_transposed(intptr_t k, intptr_t n, const T *b, intptr_t ldb, T *panels) {
  for (intptr_t j = 0; j < n; j += PANEL_WIDTH, panels += k * PANEL_WIDTH) {
    for (intptr_t row = 0; row < k; row += LANES) {
      UNROLL for (int v = 0; v < PANEL_WIDTH; v += LANES) {
        const T *const from = b + (j + v) * ldb + row;
        vec x[LANES];
        UNROLL for (int i = 0; i < LANES; i++) {
          x[i] = load(from + i * ldb, j + v + i < n ? k - row : 0);
        }
        transpose(x);
        T *const to = panels + row * PANEL_WIDTH + v;
        UNROLL for (int i = 0; i < LANES; i++) {
          if (row + i < k) store(to + i * PANEL_WIDTH, LANES, x[i]);
        }
      }
    }
  }
}

// The rows that some rows of a product start from: row r from origin + ids[r] * ld, or without ids
// from origin + r * ld. An origin of NULL stands for zeros.
typedef struct {
  const T *origin;
  intptr_t ld;
  const int32_t *ids;
} start_rows;

// The same rows from row i and column j on.
INLINE start_rows start_from(start_rows rows, intptr_t i, intptr_t j) {
  if (!rows.origin) return rows;
  rows.origin += j;
  if (rows.ids) {
    rows.ids += i;
  } else {
    rows.origin += i * rows.ld;
  }
  return rows;
}

INLINE const T *start_of(start_rows rows, intptr_t row) {
  return rows.origin + (rows.ids ? rows.ids[row] : row) * rows.ld;
}

// What will be read soon, asked for a line at a time so that it arrives while there is work: at
// each step of a tile and for each of its panels the line at `next`, which moves on by `step`. Many
// requests at once would wait for each other.
typedef struct {
  const T *next;
  intptr_t step;
} ahead;

// c[rows, columns] = start + a * b, where a(row, i) = a[row * row_step + i * step], b is the first
// of `panels` panels, `panel_step` apart, and `columns` counts what is left of c from here on. What
// is in `soon` is only fetched where the tile `fetches`.
INLINE void tile(const int rows, const int panels, const bool fetches, intptr_t k, const T *a,
                 intptr_t row_step, intptr_t step, const T *b, intptr_t panel_step, ahead soon,
                 start_rows start, T *c, intptr_t ldc, intptr_t columns) {
  vec sum[TILE_ROWS][MAX_PANELS * PANEL_VECTORS];
  const int vectors = panels * PANEL_VECTORS;
  UNROLL for (int row = 0; row < rows; row++) {
    const T *const from = start.origin ? start_of(start, row) : NULL;
    UNROLL for (int v = 0; v < vectors; v++) {
      sum[row][v] = from ? load(from + v * LANES, columns - v * LANES) : 0;
    }
  }
  for (intptr_t i = 0; i < k; i++, a += step, b += PANEL_WIDTH) {
    if (fetches) {
      UNROLL for (int panel = 0; panel < panels; panel++) {
        __builtin_prefetch(soon.next + panel * panel_step, 0, 2);
      }
      soon.next += soon.step;
    }
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

// The parts of `start` one by one: as a whole it would be copied by way of memory, right behind the
// stores of the tile before, and wait for them.
typedef void tile_function(intptr_t k, const T *a, intptr_t row_step, intptr_t step, const T *b,
                           intptr_t panel_step, ahead soon, const T *origin, intptr_t ldo,
                           const int32_t *ids, T *c, intptr_t ldc, intptr_t columns);

#define TILE_OF(NAME, ROWS, PANELS)                                                              \
  static void NAME(intptr_t k, const T *a, intptr_t row_step, intptr_t step, const T *b,         \
                   intptr_t panel_step, ahead soon, const T *origin, intptr_t ldo,               \
                   const int32_t *ids, T *c, intptr_t ldc, intptr_t columns) {                   \
    const start_rows start = {origin, ldo, ids};                                                 \
    tile(ROWS, PANELS, true, k, a, row_step, step, b, panel_step, soon, start, c, ldc, columns); \
  }
#define TILE(ROWS) TILE_OF(tile_##ROWS, ROWS, 1)
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

// Tiles of two panels have fewer rows, and load less for each product.
#if WIDE_ROWS
#define WIDE_TILE(ROWS) TILE_OF(wide_tile_##ROWS, ROWS, 2)
WIDE_TILE(1)
WIDE_TILE(2)
WIDE_TILE(3)
WIDE_TILE(4)
WIDE_TILE(5)
WIDE_TILE(6)

static tile_function *const wide_tiles[WIDE_ROWS + 1] = {
    0, wide_tile_1, wide_tile_2, wide_tile_3, wide_tile_4, wide_tile_5, wide_tile_6,
};
#endif

// One or two rows against several panels at once: with a single one they would wait for their own
// sums.
INLINE void multiply_rows(const int rows, intptr_t n, intptr_t k, const T *a, intptr_t lda,
                          const T *panels, start_rows start, T *c, intptr_t ldc) {
  const int wide = MAX_PANELS / rows;
  const ahead nothing = {NULL, 0};
  const intptr_t step = k * PANEL_WIDTH;
  intptr_t j = 0;
  for (; j + (wide - 1) * PANEL_WIDTH < n; j += wide * PANEL_WIDTH) {
    tile(rows, wide, false, k, a, lda, 1, panels + j * k, step, nothing, start_from(start, 0, j),
         c + j, ldc, n - j);
  }
  for (; j < n; j += PANEL_WIDTH) {
    tile(rows, 1, false, k, a, lda, 1, panels + j * k, step, nothing, start_from(start, 0, j),
         c + j, ldc, n - j);
  }
}

// The panels from column j on, `wide` of them at a time while there are as many; the first column
// that is left. Tiles are of nearly the same height: nine rows are five and four, not eight and one.
INLINE intptr_t multiply_panels(const int wide, tile_function *const *tiles, intptr_t most,
                                intptr_t j, intptr_t m, intptr_t n, intptr_t k, const T *a,
                                intptr_t lda, const T *panels, start_rows start, T *c,
                                intptr_t ldc) {
  const intptr_t parts = (m + most - 1) / most, height = m / parts, taller = m % parts;
  const intptr_t width = wide * PANEL_WIDTH, panel_size = k * PANEL_WIDTH;
  // The tiles of a slice fetch the next one together; those of the last the first, which the next
  // step of a recurrent layer reads again.
  const intptr_t share = smallest(PANEL_WIDTH / parts, LANES);
  for (; j + width - PANEL_WIDTH < n; j += width) {
    const T *const panel = panels + j * k;
    const T *const after = j + width < n ? panel + k * width : panels;
    // Once for k = 0, too, where c is what it starts from.
    for (intptr_t first = 0; first == 0 || first < k; first += SLICE_DEPTH) {
      const intptr_t depth = smallest(SLICE_DEPTH, k - first);
      const T *const slice = panel + first * PANEL_WIDTH;
      ahead soon = {first + depth < k ? slice + depth * PANEL_WIDTH : after, share};
      for (intptr_t part = 0, i = 0; part < parts; part++, soon.next += depth * share) {
        const intptr_t rows = height + (part < taller);
        T *const to = c + i * ldc + j;
        const start_rows from =
            first == 0 ? start_from(start, i, j) : (start_rows){to, ldc, NULL};
        tiles[rows](depth, a + i * lda + first, lda, 1, slice, panel_size, soon, from.origin,
                    from.ld, from.ids, to, ldc, n - j);
        i += rows;
      }
    }
  }
  return j;
}

static void multiply_block(intptr_t m, intptr_t n, intptr_t k, const T *a, intptr_t lda,
                           const T *panels, start_rows start, T *c, intptr_t ldc) {
  intptr_t j = 0;
#if WIDE_ROWS
  j = multiply_panels(2, wide_tiles, WIDE_ROWS, j, m, n, k, a, lda, panels, start, c, ldc);
#endif
  multiply_panels(1, tiles, TILE_ROWS, j, m, n, k, a, lda, panels, start, c, ldc);
}

static void multiply(intptr_t m, intptr_t n, intptr_t k, const T *a, intptr_t lda, const T *panels,
                     const T *origin, intptr_t ldo, const int32_t *ids, T *c, intptr_t ldc) {
  const start_rows start = {origin, ldo, ids};
  if (m == 1) return multiply_rows(1, n, k, a, lda, panels, start, c, ldc);
  if (m == 2) return multiply_rows(2, n, k, a, lda, panels, start, c, ldc);
  // Blocks of rows that are still in the L2 cache when the next panel meets them.
  const intptr_t tiles_high = CACHED_ELEMENTS / TILE_ROWS / (k + 1);
  const intptr_t block = (tiles_high > 0 ? tiles_high : 1) * TILE_ROWS;
  for (intptr_t first = 0; first < m; first += block) {
    const intptr_t rows = smallest(block, m - first);
    multiply_block(rows, n, k, a + first * lda, lda, panels, start_from(start, first, 0),
                   c + first * ldc, ldc);
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

// Asks for rows first ..< end of a matrix in the L2 cache: L1 has too few places for rows that are
// a power of two apart.
INLINE void fetch(intptr_t first, intptr_t end, intptr_t columns, const T *p, intptr_t ld) {
  for (intptr_t row = first; row < end; row++) {
    for (intptr_t j = 0; j < columns; j += LANES) __builtin_prefetch(p + row * ld + j, 0, 2);
  }
}

// The rows of a block that will be read soon.
typedef struct {
  const T *row, *end;
  intptr_t ld;
} rows_ahead;

// The strips of a block times one panel of it. What comes next is fetched meanwhile: the rows of c
// that the next tile starts from, of the next panel of b a few rows with each tile, and one row of
// the next block of a, as many of its lines as there are.
static void multiply_strips(intptr_t m, intptr_t n, intptr_t k, const T *strips, const T *panel,
                            T *c, intptr_t ldc, const T *right, intptr_t ldb, rows_ahead *left) {
  for (intptr_t i = 0; i < m; i += TILE_ROWS, strips += STRIP_SIZE) {
    const intptr_t end = smallest(m, i + TILE_ROWS);
    fetch(end, smallest(m, end + TILE_ROWS), n, c, ldc);
    fetch(k * i / m, k * end / m, n, right, ldb);
    ahead soon = {panel, 0};
    if (left->row < left->end) {
      soon = (ahead){left->row, m / BLOCK_DEPTH};
      left->row += left->ld;
    }
    T *const to = c + i * ldc;
    tiles[end - i](k, strips, 1, TILE_ROWS, panel, 0, soon, to, ldc, NULL, to, ldc, n);
  }
}

static void multiply_transposed(intptr_t m, intptr_t n, intptr_t k, const T *a, intptr_t lda,
                                const T *b, intptr_t ldb, T *c, intptr_t ldc) {
  _Alignas(64) T strips[STRIPS * STRIP_SIZE];
  _Alignas(64) T panel[BLOCK_DEPTH * PANEL_WIDTH];
  for (intptr_t first = 0; first < k; first += BLOCK_DEPTH) {
    const intptr_t depth = smallest(k - first, BLOCK_DEPTH);
    const intptr_t next_depth = smallest(k - first - depth, BLOCK_DEPTH);
    for (intptr_t i = 0; i < m; i += STRIPS * TILE_ROWS) {
      const intptr_t rows = smallest(m - i, STRIPS * TILE_ROWS);
      const T *const left = a + first * lda + i, *right = b + first * ldb;
      pack_strips(depth, rows, left, lda, strips);
      rows_ahead next = {left + depth * lda, left + (depth + next_depth) * lda, lda};
      for (intptr_t j = 0; j < n; j += PANEL_WIDTH, right += PANEL_WIDTH) {
        const intptr_t columns = smallest(n - j, PANEL_WIDTH);
        const bool is_last = j + PANEL_WIDTH >= n;
        pack(depth, columns, right, ldb, panel);
        multiply_strips(rows, columns, depth, strips, panel, c + i * ldc + j, ldc,
                        is_last ? right : right + PANEL_WIDTH, ldb, &next);
      }
    }
  }
}

static T multiply_chains(intptr_t rounds, T a, T x) {
  vec sum[TILE_ROWS * PANEL_VECTORS];
  const vec factor = (vec){0} + a, summand = (vec){0} + x;
  UNROLL for (int i = 0; i < TILE_ROWS * PANEL_VECTORS; i++) sum[i] = summand * i;
  for (intptr_t round = 0; round < rounds; round++) {
    UNROLL for (int i = 0; i < TILE_ROWS * PANEL_VECTORS; i++) {
      sum[i] = fused(factor, sum[i], summand);
    }
  }
  UNROLL for (int i = 1; i < TILE_ROWS * PANEL_VECTORS; i++) sum[0] += sum[i];
  return sum[0][0];
}
