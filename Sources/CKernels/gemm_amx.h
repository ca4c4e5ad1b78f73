// Products of bfloat16 by the processor's own matrix unit (AMX): a register holds a tile of sixteen
// rows of sixteen words, floats or pairs, and one instruction adds the product of two tiles of
// pairs, 16 x 32 and 32 x 16, to a tile of floats. Panels and rows of pairs are those of
// gemm_bfloat16.h.

enum {
  SIDE = 16,               // rows and words of a tile
  BLOCK = PANEL_WIDTH,     // rows and columns of the result that are computed at once: 2 x 2 tiles
  TILE_DEPTH = 2 * SIDE,   // of the summed dimension
  STRIP_TILES = 16,        // the tiles of a strip of a left operand that is packed
  STRIP_COLUMNS = 256,     // the columns of such an operand that are packed at once
};

// All eight registers hold whole tiles. What they take is given back, so that switching threads
// stays cheap.
INLINE void begin_tiles(void) {
  const struct {
    uint8_t palette, start_row, reserved[14];
    uint16_t bytes[SIDE];
    uint8_t rows[SIDE];
  } shapes = {1, 0, {0}, {64, 64, 64, 64, 64, 64, 64, 64}, {16, 16, 16, 16, 16, 16, 16, 16}};
  _tile_loadconfig(&shapes);
}

INLINE void end_tiles(void) { _tile_release(); }

// A left operand in tiles: rows `ld` words apart, tiles along the summed dimension `step`, and the
// second sixteen rows `half`.
typedef struct {
  const uint32_t *words;
  intptr_t ld, step, half;
} left_tiles;

// c[BLOCK, BLOCK] += a * b for `depth` tiles of the summed dimension, of which b has the last one
// at `last`; without the second half of the rows unless the block `is_tall`. The panel at `next`,
// if any, is asked for meanwhile.
INLINE void multiply_tiles(bool is_tall, intptr_t depth, left_tiles a, const uint32_t *b,
                           const uint32_t *last, const uint32_t *next, T *c, intptr_t ldc) {
  const intptr_t stride = ldc * sizeof(T), a_stride = a.ld * 4, b_stride = BLOCK * 4;
  T *const below = c + SIDE * ldc;
  _tile_loadd(0, c, stride);
  _tile_loadd(1, c + SIDE, stride);
  if (is_tall) {
    _tile_loadd(2, below, stride);
    _tile_loadd(3, below + SIDE, stride);
  }
  for (intptr_t i = 0; i < depth; i++) {
    const uint32_t *const right = i + 1 < depth ? b + i * SIDE * BLOCK : last;
    if (next) {
      UNROLL for (int line = 0; line < 2 * SIDE; line++) {
        __builtin_prefetch(next + i * SIDE * BLOCK + line * SIDE, 0, 2);
      }
    }
    _tile_loadd(6, right, b_stride);
    _tile_loadd(7, right + SIDE, b_stride);
    _tile_loadd(4, a.words + i * a.step, a_stride);
    _tile_dpbf16ps(0, 4, 6);
    _tile_dpbf16ps(1, 4, 7);
    if (is_tall) {
      _tile_loadd(5, a.words + a.half + i * a.step, a_stride);
      _tile_dpbf16ps(2, 5, 6);
      _tile_dpbf16ps(3, 5, 7);
    }
  }
  _tile_stored(0, c, stride);
  _tile_stored(1, c + SIDE, stride);
  if (is_tall) {
    _tile_stored(2, below, stride);
    _tile_stored(3, below + SIDE, stride);
  }
}

// A whole block, in which a block at the edge of the result is computed.
typedef struct {
  T elements[BLOCK * BLOCK];
} whole_block;

INLINE void copy_block(intptr_t rows, intptr_t columns, initial_sums from, T *to, intptr_t ld) {
  for (intptr_t i = 0; i < rows; i++) {
    const T *const row = from.origin ? initial_row(from, i) : NULL;
    for (intptr_t j = 0; j < columns; j += LANES) {
      store(to + i * ld + j, columns - j, row ? load(row + j, columns - j) : 0);
    }
  }
}

static void multiply_bfloat16(intptr_t m, intptr_t n, intptr_t k, const T *a, intptr_t lda,
                              const uint32_t *pairs, const T *origin, intptr_t ldo,
                              const int32_t *ids, T *c, intptr_t ldc) {
  const initial_sums initial = {origin, ldo, ids};
  const intptr_t depth = (k + TILE_DEPTH - 1) / TILE_DEPTH, words = depth * SIDE;
  const intptr_t pair_rows = (k + 1) / 2, tail = words - pair_rows;
  uint32_t rows[BLOCK * (words > 0 ? words : 1)], last[SIDE * BLOCK];
  const left_tiles left = {rows, words, SIDE, SIDE * words};
  whole_block block = {{0}};
  begin_tiles();
  for (intptr_t first = 0; first < m; first += BLOCK) {
    const intptr_t height = smallest(m - first, BLOCK);
    const bool is_tall = height > SIDE;
    for (intptr_t i = 0; i < height; i++) {
      interleave_row(k, a + (first + i) * lda, rows + i * words);
    }
    const intptr_t missing = (is_tall ? BLOCK : SIDE) - height;
    memset(rows + height * words, 0, missing * words * sizeof *rows);
    for (intptr_t j = 0; j < n; j += BLOCK) {
      const uint32_t *const panel = pairs + j * pair_rows;
      const uint32_t *const next = j + BLOCK < n ? panel + pair_rows * BLOCK : pairs;
      const uint32_t *end = panel + (depth - 1) * SIDE * BLOCK;
      if (tail) {  // the rows that a panel does not have are zeros
        memcpy(last, end, (SIDE - tail) * BLOCK * sizeof *last);
        memset(last + (SIDE - tail) * BLOCK, 0, tail * BLOCK * sizeof *last);
        end = last;
      }
      const bool is_whole = missing == 0 && n - j >= BLOCK;
      const intptr_t columns = smallest(n - j, BLOCK), ld = is_whole ? ldc : BLOCK;
      T *const place = c + first * ldc + j, *const to = is_whole ? place : block.elements;
      const initial_sums from = initial_at(initial, first, j);
      if (from.origin != to || from.ids || ldo != ldc) copy_block(height, columns, from, to, ld);
      multiply_tiles(is_tall, depth, left, panel, end, next, to, ld);
      if (!is_whole) copy_block(height, columns, (initial_sums){to, ld, NULL}, place, ldc);
    }
  }
  end_tiles();
}

// Packs a[k, m] into tiles of its transpose: for each sixteen columns a strip of STRIP_TILES tiles.
static void pack_tiles(intptr_t k, intptr_t m, const T *a, intptr_t lda, uint32_t *tiles) {
  for (intptr_t j = 0; j < m; j += SIDE, tiles += STRIP_TILES * SIDE * SIDE) {
    uint32_t *to = tiles;
    for (intptr_t i = 0; i < k; i += TILE_DEPTH, to += SIDE * SIDE) {
      vec x[LANES];
      UNROLL for (int p = 0; p < LANES; p++) {
        const intptr_t row = i + 2 * p, left = m - j;
        const T *const from = a + row * lda + j;
        x[p] = (vec)pair(load(from, row < k ? left : 0), load(from + lda, row + 1 < k ? left : 0));
      }
      transpose(x);
      UNROLL for (int p = 0; p < LANES; p++) *(pair_vec *)(to + p * SIDE) = (pair_vec)x[p];
    }
  }
}

static void multiply_transposed_bfloat16(intptr_t m, intptr_t n, intptr_t k, const T *a,
                                         intptr_t lda, const T *b, intptr_t ldb, T *c,
                                         intptr_t ldc) {
  enum { DEPTH = STRIP_TILES * TILE_DEPTH, STRIP = STRIP_TILES * SIDE * SIDE };
  _Alignas(64) uint32_t tiles[STRIP_COLUMNS / SIDE * STRIP];
  _Alignas(64) uint32_t panel[DEPTH / 2 * BLOCK];
  whole_block block = {{0}};
  begin_tiles();
  for (intptr_t first = 0; first < k; first += DEPTH) {
    const intptr_t depth = smallest(k - first, DEPTH);
    const intptr_t count = (depth + TILE_DEPTH - 1) / TILE_DEPTH;
    for (intptr_t i = 0; i < m; i += STRIP_COLUMNS) {
      const intptr_t rows = smallest(m - i, STRIP_COLUMNS);
      pack_tiles(depth, rows, a + first * lda + i, lda, tiles);
      for (intptr_t j = 0; j < n; j += BLOCK) {
        const intptr_t columns = smallest(n - j, BLOCK), pair_rows = (depth + 1) / 2;
        interleave_panel(depth, columns, b + first * ldb + j, ldb, panel);
        memset(panel + pair_rows * BLOCK, 0, (count * SIDE - pair_rows) * BLOCK * sizeof *panel);
        const uint32_t *const last = panel + (count - 1) * SIDE * BLOCK;
        for (intptr_t row = 0; row < rows; row += BLOCK) {
          const intptr_t height = smallest(rows - row, BLOCK);
          const bool is_whole = height == BLOCK && columns == BLOCK;
          T *const place = c + (i + row) * ldc + j, *const to = is_whole ? place : block.elements;
          const intptr_t ld = is_whole ? ldc : BLOCK;
          if (!is_whole) copy_block(height, columns, (initial_sums){place, ldc, NULL}, to, ld);
          const left_tiles left = {tiles + row / SIDE * STRIP, SIDE, SIDE * SIDE, STRIP};
          multiply_tiles(height > SIDE, count, left, panel, last, NULL, to, ld);
          if (!is_whole) copy_block(height, columns, (initial_sums){to, ld, NULL}, place, ldc);
        }
      }
    }
  }
  end_tiles();
}
