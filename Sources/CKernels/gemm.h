// Matrix products on packed panels (Goto and van de Geijn 2008).
//
// A panel holds PANEL_WIDTH columns of the right operand, row after row, so that a tile of the
// result, TILE_ROWS x PANEL_WIDTH, stays in registers while the panel streams by. Every element of
// the result is one chain of fused products in the order of k, from zero or from c, whatever tile,
// block or instruction set computes it.

#ifndef WIDE_ROWS
#define WIDE_ROWS 0
#endif

enum {
  PANEL_WIDTH = PANEL_VECTORS * LANES,
  MAX_PANELS = 4,  // of a tile with one row, to have enough independent chains
  SLICE_DEPTH = 256,  // rows of a panel that are still in L1 when the next tile meets them
  CACHED_ELEMENTS = 1 << 16,  // of the left operand, beside a panel of the right one
  LEAST_BLOCK = 32,  // rows of the left operand, however long they are

  // The blocks that multiply_transposed packs: BLOCK_DEPTH rows of a panel, or of two, stay in the
  // L1 cache, STRIPS strips of STRIP_WIDTH columns in L2, each as many whole lines as whole tiles.
  // A strip has a line more than its columns, so that strips do not evict each other.
  STRIP_ROWS = WIDE_ROWS ? WIDE_ROWS : TILE_ROWS,
  STRIP_PANELS = WIDE_ROWS ? 2 : 1,
  BLOCK_DEPTH = 128,
  STRIPS = 6,
  STRIP_WIDTH = 48,
  STRIP_SIZE = BLOCK_DEPTH * STRIP_WIDTH + LANES,
};

// Copies k rows, `width` elements wide with zeros behind the columns that exist, to rows that are
// `width` apart.
INLINE void copy_rows(const intptr_t width, intptr_t k, intptr_t columns, const T *from,
                      intptr_t ld, T *to) {
  const bool is_whole = columns >= width;
  for (intptr_t row = 0; row < k; row++, from += ld, to += width) {
    UNROLL for (intptr_t v = 0; v < width; v += LANES) {
      store(to + v, LANES, load(from + v, is_whole ? LANES : columns - v));
    }
  }
}

static void pack(intptr_t k, intptr_t n, const T *b, intptr_t ldb, T *panels) {
  for (intptr_t j = 0; j < n; j += PANEL_WIDTH, panels += k * PANEL_WIDTH) {
    copy_rows(PANEL_WIDTH, k, n - j, b + j, ldb, panels);
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

// What the sums of some rows of a product start from: row r from origin + ids[r] * ld, or without
// ids from origin + r * ld. An origin of NULL stands for zeros.
typedef struct {
  const T *origin;
  intptr_t ld;
  const int32_t *ids;
} initial_sums;

// The initial sums of the part of the result from row i and column j on.
INLINE initial_sums initial_at(initial_sums rows, intptr_t i, intptr_t j) {
  if (!rows.origin) return rows;
  rows.origin += j;
  if (rows.ids) {
    rows.ids += i;
  } else {
    rows.origin += i * rows.ld;
  }
  return rows;
}

// The row that the sums of row `row` of the result start from.
INLINE const T *initial_row(initial_sums rows, intptr_t row) {
  return rows.origin + (rows.ids ? rows.ids[row] : row) * rows.ld;
}

// A round of a tile is ROUND_STEPS steps of the summed dimension, unrolled so that there are few
// instructions besides the products: a core that runs a second thread has none to spare.
enum { ROUND_STEPS = 4, ROUND_LINES = 2 };

// Cache lines to prefetch while a tile is computed: in each round ROUND_LINES lines for each of its
// panels, the first at `next`, which moves on by `step` each time. More requests at once would wait
// for each other.
typedef struct {
  const T *next;
  intptr_t step;
} prefetch_lines;

// Adds the products of `steps` steps to the sums of a tile, a(row, i) = a[row][i * step].
INLINE void add_products(const int rows, const int panels, const int steps, const T *const *a,
                         intptr_t step, const T *b, intptr_t panel_step,
                         vec sum[TILE_ROWS][MAX_PANELS * PANEL_VECTORS]) {
  UNROLL for (int i = 0; i < steps; i++) {
    UNROLL for (int v = 0; v < panels * PANEL_VECTORS; v++) {
      const T *const from = b + v / PANEL_VECTORS * panel_step + i * PANEL_WIDTH;
      const vec right = *(const aligned_vec *)(from + v % PANEL_VECTORS * LANES);
      UNROLL for (int row = 0; row < rows; row++) {
        sum[row][v] = fused(a[row][i * step], right, sum[row][v]);
      }
    }
  }
}

// c[rows, columns] = initial + a * b, where a(row, i) = a[row * row_step + i * step], b is the
// first of `panels` panels, `panel_step` apart, and `columns` counts what is left of c from here
// on. The lines of `prefetch` are only fetched if the tile `prefetches`.
INLINE void tile(const int rows, const int panels, const bool prefetches, intptr_t k, const T *a,
                 intptr_t row_step, intptr_t step, const T *b, intptr_t panel_step,
                 prefetch_lines prefetch, initial_sums initial, T *c, intptr_t ldc,
                 intptr_t columns) {
  vec sum[TILE_ROWS][MAX_PANELS * PANEL_VECTORS];
  const T *left[TILE_ROWS];
  const int vectors = panels * PANEL_VECTORS;
  UNROLL for (int row = 0; row < rows; row++) {
    left[row] = a + row * row_step;
    const T *const from = initial.origin ? initial_row(initial, row) : NULL;
    UNROLL for (int v = 0; v < vectors; v++) {
      sum[row][v] = from ? load(from + v * LANES, columns - v * LANES) : 0;
    }
  }
  intptr_t i = 0;
  for (; i + ROUND_STEPS <= k; i += ROUND_STEPS, b += ROUND_STEPS * PANEL_WIDTH) {
    if (prefetches) {
      UNROLL for (int line = 0; line < ROUND_LINES; line++, prefetch.next += prefetch.step) {
        UNROLL for (int panel = 0; panel < panels; panel++) {
          __builtin_prefetch(prefetch.next + panel * panel_step, 0, 2);
        }
      }
    }
    add_products(rows, panels, ROUND_STEPS, left, step, b, panel_step, sum);
    UNROLL for (int row = 0; row < rows; row++) left[row] += ROUND_STEPS * step;
  }
  for (; i < k; i++, b += PANEL_WIDTH) {
    add_products(rows, panels, 1, left, step, b, panel_step, sum);
    UNROLL for (int row = 0; row < rows; row++) left[row] += step;
  }
  UNROLL for (int row = 0; row < rows; row++) {
    UNROLL for (int v = 0; v < vectors; v++) {
      store(c + row * ldc + v * LANES, columns - v * LANES, sum[row][v]);
    }
  }
}

// `prefetch` and `initial` in parts: as wholes they would be copied by way of memory, right behind
// the stores of the tile before, and wait for them.
typedef void tile_function(intptr_t k, const T *a, intptr_t lda, const T *b, intptr_t panel_step,
                           const T *next, intptr_t next_step, const T *origin, intptr_t ldo,
                           const int32_t *ids, T *c, intptr_t ldc, intptr_t columns);

// Defines a tile function: TILE and WIDE_TILE read rows of a matrix `lda` apart, STRIP_TILE and
// WIDE_STRIP_TILE the columns of a packed strip.
#define TILE_OF(NAME, ROWS, PANELS, ROW_STEP, STEP)                                          \
  static void NAME(intptr_t k, const T *a, intptr_t lda, const T *b, intptr_t panel_step,    \
                   const T *next, intptr_t next_step, const T *origin, intptr_t ldo,         \
                   const int32_t *ids, T *c, intptr_t ldc, intptr_t columns) {               \
    const prefetch_lines prefetch = {next, next_step};                                       \
    const initial_sums initial = {origin, ldo, ids};                                         \
    tile(ROWS, PANELS, true, k, a, ROW_STEP, STEP, b, panel_step, prefetch, initial, c, ldc, \
         columns);                                                                           \
  }
#define TILE(ROWS) TILE_OF(tile_##ROWS, ROWS, 1, lda, 1)
#define WIDE_TILE(ROWS) TILE_OF(wide_tile_##ROWS, ROWS, 2, lda, 1)
#define STRIP_TILE(ROWS) TILE_OF(strip_tile_##ROWS, ROWS, 1, 1, STRIP_WIDTH)
#define WIDE_STRIP_TILE(ROWS) TILE_OF(wide_strip_tile_##ROWS, ROWS, 2, 1, STRIP_WIDTH)

// The table NAME of tiles with up to ROWS rows, which OF defines as NAME_1 and so on.
#define OF_2(OF) OF(1) OF(2)
#define OF_6(OF) OF_2(OF) OF(3) OF(4) OF(5) OF(6)
#define OF_8(OF) OF_6(OF) OF(7) OF(8)
#define UP_TO_(ROWS, OF) OF_##ROWS(OF)
#define UP_TO(ROWS, OF) UP_TO_(ROWS, OF)

#define NAME_OF_TILE(ROWS) tile_##ROWS,
UP_TO(TILE_ROWS, TILE)
static tile_function *const tiles[] = {0, UP_TO(TILE_ROWS, NAME_OF_TILE)};

#define NAME_OF_STRIP_TILE(ROWS) strip_tile_##ROWS,
#if WIDE_ROWS
// Tiles of two panels have fewer rows, and load less for each product.
#define NAME_OF_WIDE_TILE(ROWS) wide_tile_##ROWS,
UP_TO(WIDE_ROWS, WIDE_TILE)
static tile_function *const wide_tiles[] = {0, UP_TO(WIDE_ROWS, NAME_OF_WIDE_TILE)};

#define NAME_OF_WIDE_STRIP_TILE(ROWS) wide_strip_tile_##ROWS,
UP_TO(WIDE_ROWS, STRIP_TILE)
UP_TO(WIDE_ROWS, WIDE_STRIP_TILE)
static tile_function *const strip_tiles[STRIP_PANELS][STRIP_ROWS + 1] = {
    {0, UP_TO(WIDE_ROWS, NAME_OF_STRIP_TILE)},
    {0, UP_TO(WIDE_ROWS, NAME_OF_WIDE_STRIP_TILE)},
};
#else
UP_TO(TILE_ROWS, STRIP_TILE)
static tile_function *const strip_tiles[STRIP_PANELS][STRIP_ROWS + 1] = {
    {0, UP_TO(TILE_ROWS, NAME_OF_STRIP_TILE)},
};
#endif

// One or two rows against several panels at once: with a single one they would wait for their own
// sums.
INLINE void multiply_rows(const int rows, intptr_t n, intptr_t k, const T *a, intptr_t lda,
                          const T *panels, initial_sums initial, T *c, intptr_t ldc) {
  const int wide = MAX_PANELS / rows;
  const prefetch_lines nothing = {NULL, 0};
  const intptr_t step = k * PANEL_WIDTH;
  intptr_t j = 0;
  for (; j + (wide - 1) * PANEL_WIDTH < n; j += wide * PANEL_WIDTH) {
    tile(rows, wide, false, k, a, lda, 1, panels + j * k, step, nothing, initial_at(initial, 0, j),
         c + j, ldc, n - j);
  }
  for (; j < n; j += PANEL_WIDTH) {
    tile(rows, 1, false, k, a, lda, 1, panels + j * k, step, nothing, initial_at(initial, 0, j),
         c + j, ldc, n - j);
  }
}

// The panels from column j on, `wide` of them at a time while there are as many; the first column
// that is left. Tiles are of nearly the same height: nine rows are five and four, not eight and
// one.
INLINE intptr_t multiply_panels(const int wide, tile_function *const *tiles, intptr_t most,
                                intptr_t j, intptr_t m, intptr_t n, intptr_t k, const T *a,
                                intptr_t lda, const T *panels, initial_sums initial, T *c,
                                intptr_t ldc) {
  const intptr_t parts = (m + most - 1) / most, height = m / parts, taller = m % parts;
  const intptr_t width = wide * PANEL_WIDTH, panel_size = k * PANEL_WIDTH;
  // The tiles of a slice fetch the next one together; those of the last the first, which the next
  // step of a recurrent layer reads again.
  const intptr_t share = smallest(ROUND_STEPS * PANEL_WIDTH / ROUND_LINES / parts, LANES);
  for (; j + width - PANEL_WIDTH < n; j += width) {
    const T *const panel = panels + j * k;
    const T *const after = j + width < n ? panel + k * width : panels;
    // Once for k = 0, too, where c is what it starts from.
    for (intptr_t first = 0; first == 0 || first < k; first += SLICE_DEPTH) {
      const intptr_t depth = smallest(SLICE_DEPTH, k - first);
      const T *const slice = panel + first * PANEL_WIDTH;
      prefetch_lines prefetch = {first + depth < k ? slice + depth * PANEL_WIDTH : after, share};
      for (intptr_t part = 0, i = 0; part < parts; part++) {
        const intptr_t rows = height + (part < taller);
        T *const to = c + i * ldc + j;
        const initial_sums from =
            first == 0 ? initial_at(initial, i, j) : (initial_sums){to, ldc, NULL};
        tiles[rows](depth, a + i * lda + first, lda, slice, panel_size, prefetch.next,
                    prefetch.step, from.origin, from.ld, from.ids, to, ldc, n - j);
        i += rows;
        prefetch.next += depth / ROUND_STEPS * ROUND_LINES * share;
      }
    }
  }
  return j;
}

static void multiply_block(intptr_t m, intptr_t n, intptr_t k, const T *a, intptr_t lda,
                           const T *panels, initial_sums initial, T *c, intptr_t ldc) {
  intptr_t j = 0;
#if WIDE_ROWS
  j = multiply_panels(2, wide_tiles, WIDE_ROWS, j, m, n, k, a, lda, panels, initial, c, ldc);
#endif
  multiply_panels(1, tiles, TILE_ROWS, j, m, n, k, a, lda, panels, initial, c, ldc);
}

static void multiply(intptr_t m, intptr_t n, intptr_t k, const T *a, intptr_t lda, const T *panels,
                     const T *origin, intptr_t ldo, const int32_t *ids, T *c, intptr_t ldc) {
  const initial_sums initial = {origin, ldo, ids};
  if (m == 1) return multiply_rows(1, n, k, a, lda, panels, initial, c, ldc);
  if (m == 2) return multiply_rows(2, n, k, a, lda, panels, initial, c, ldc);
  // Blocks of rows that are still in the L2 cache when the next panel meets them, all of nearly the
  // same height; weights pass by once for each.
  const intptr_t cached = CACHED_ELEMENTS / (k + 1);
  const intptr_t most = cached > LEAST_BLOCK ? cached : LEAST_BLOCK;
  const intptr_t blocks = (m + most - 1) / most, block = blocks > 0 ? (m + blocks - 1) / blocks : 1;
  for (intptr_t first = 0; first < m; first += block) {
    const intptr_t rows = smallest(block, m - first);
    multiply_block(rows, n, k, a + first * lda, lda, panels, initial_at(initial, first, 0),
                   c + first * ldc, ldc);
  }
}

// Packs a[k, m] into strips of STRIP_WIDTH columns.
static void pack_strips(intptr_t k, intptr_t m, const T *a, intptr_t lda, T *strips) {
  for (intptr_t j = 0; j < m; j += STRIP_WIDTH, strips += STRIP_SIZE) {
    copy_rows(STRIP_WIDTH, k, m - j, a + j, lda, strips);
  }
}

// Asks for rows first ..< end of a matrix in the L2 cache: L1 has too few places for rows that are
// a power of two apart.
INLINE void prefetch_block(intptr_t first, intptr_t end, intptr_t columns, const T *p,
                           intptr_t ld) {
  for (intptr_t row = first; row < end; row++) {
    for (intptr_t j = 0; j < columns; j += LANES) __builtin_prefetch(p + row * ld + j, 0, 2);
  }
}

// The rows of a block that will be read soon.
typedef struct {
  const T *row, *end;
  intptr_t ld;
} prefetch_rows;

// The strips of a block times a panel of it or two. What comes next is fetched meanwhile: the rows
// of c that the next tile starts from, of the next panels of b a few rows with each tile, and one
// row of the next block of a, as many of its lines as there are.
static void multiply_strips(intptr_t m, intptr_t n, intptr_t k, const T *strips, const T *panels,
                            T *c, intptr_t ldc, const T *right, intptr_t ldb, prefetch_rows *left) {
  tile_function *const *const tiles = strip_tiles[n > PANEL_WIDTH];
  for (intptr_t i = 0; i < m; i += STRIP_ROWS) {
    const intptr_t end = smallest(m, i + STRIP_ROWS);
    prefetch_block(end, smallest(m, end + STRIP_ROWS), n, c, ldc);
    prefetch_block(k * i / m, k * end / m, n, right, ldb);
    prefetch_lines prefetch = {panels, 0};
    if (left->row < left->end) {
      prefetch = (prefetch_lines){left->row, ROUND_STEPS * m / ROUND_LINES / BLOCK_DEPTH};
      left->row += left->ld;
    }
    const T *const strip = strips + i / STRIP_WIDTH * STRIP_SIZE + i % STRIP_WIDTH;
    T *const to = c + i * ldc;
    tiles[end - i](k, strip, 0, panels, k * PANEL_WIDTH, prefetch.next, prefetch.step, to, ldc,
                   NULL, to, ldc, n);
  }
}

static void multiply_transposed(intptr_t m, intptr_t n, intptr_t k, const T *a, intptr_t lda,
                                const T *b, intptr_t ldb, T *c, intptr_t ldc) {
  enum { WIDTH = STRIP_PANELS * PANEL_WIDTH };
  _Alignas(64) T strips[STRIPS * STRIP_SIZE];
  _Alignas(64) T panels[BLOCK_DEPTH * WIDTH];
  for (intptr_t first = 0; first < k; first += BLOCK_DEPTH) {
    const intptr_t depth = smallest(k - first, BLOCK_DEPTH);
    const intptr_t next_depth = smallest(k - first - depth, BLOCK_DEPTH);
    for (intptr_t i = 0; i < m; i += STRIPS * STRIP_WIDTH) {
      const intptr_t rows = smallest(m - i, STRIPS * STRIP_WIDTH);
      const T *const left = a + first * lda + i, *right = b + first * ldb;
      pack_strips(depth, rows, left, lda, strips);
      prefetch_rows next = {left + depth * lda, left + (depth + next_depth) * lda, lda};
      for (intptr_t j = 0; j < n; j += WIDTH, right += WIDTH) {
        const intptr_t columns = smallest(n - j, WIDTH);
        const bool is_last = j + WIDTH >= n;
        pack(depth, columns, right, ldb, panels);
        multiply_strips(rows, columns, depth, strips, panels, c + i * ldc + j, ldc,
                        is_last ? right : right + WIDTH, ldb, &next);
      }
    }
  }
}

static T fma_chains(intptr_t rounds, T a, T x) {
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
