// Products of operands that are rounded to bfloat16, with sums in T: two elements of the summed
// dimension lie in one word, the first in its lower half, so that a machine with such products
// takes both at once. What rounds is only the operands; a machine without computes the same up to
// the rounding of its sums.

typedef uint32_t pair_vec __attribute__((ext_vector_type(16), aligned(4)));

#ifndef HAS_BFLOAT16_DOT
INLINE vec dot_bfloat16(vec sum, pair_vec b, uint32_t a) {
  const uvec32 low = (uvec32)b << 16, high = (uvec32)b & 0xffff0000u;
  const uvec32 words = {a << 16, a & 0xffff0000u};
  const vec row = __builtin_convertvector((singles)words, vec);
  sum = fused(row[0], __builtin_convertvector((singles)low, vec), sum);
  return fused(row[1], __builtin_convertvector((singles)high, vec), sum);
}
#endif

// The nearest bfloat16 of each lane, in the upper half of a word; the lower half is not zero.
// Infinities and NaN stay what they are.
INLINE uvec32 rounded_to_upper(vec x) {
  const uvec32 word = (uvec32)__builtin_convertvector(x, singles);
  const uvec32 rounded = word + 0x7fff + (word >> 16 & 1);
  return (word & 0x7f800000u) == 0x7f800000u ? word : rounded;
}

INLINE pair_vec pair(vec first, vec second) {
  return rounded_to_upper(first) >> 16 | (rounded_to_upper(second) & 0xffff0000u);
}

// Packed panels of a right operand [k, n], two rows in one; a last odd one is paired with zeros.
static void interleave_bfloat16(intptr_t k, intptr_t n, const T *panels, uint32_t *pairs) {
  for (intptr_t j = 0; j < n; j += PANEL_WIDTH) {
    for (intptr_t i = 0; i < k; i += 2, panels += 2 * PANEL_WIDTH) {
      UNROLL for (int v = 0; v < PANEL_VECTORS; v++) {
        const vec second = i + 1 < k ? load(panels + PANEL_WIDTH + v * LANES, LANES) : 0;
        *(pair_vec *)pairs = pair(load(panels + v * LANES, LANES), second);
        pairs += LANES;
      }
    }
    if (k % 2) panels -= PANEL_WIDTH;
  }
}

// The pairs of a row of k elements.
static void interleave_row(intptr_t k, const T *a, uint32_t *pairs) {
  for (intptr_t i = 0; i < k; i += 2 * LANES) {
    const uvec32 low = rounded_to_upper(load(a + i, k - i)) >> 16;
    const intptr_t left = k - i - LANES;
    const uvec32 high = rounded_to_upper(load(a + i + LANES, left > 0 ? left : 0)) >> 16;
    typedef uint16_t words __attribute__((ext_vector_type(16), aligned(2)));
    *(words *)((uint16_t *)pairs + i) = __builtin_convertvector(low, words);
    *(words *)((uint16_t *)pairs + i + LANES) = __builtin_convertvector(high, words);
  }
}

// The panel of pairs of up to PANEL_WIDTH columns of b[k, n].
static void interleave_panel(intptr_t k, intptr_t n, const T *b, intptr_t ldb, uint32_t *panel) {
  for (intptr_t i = 0; i < k; i += 2, b += 2 * ldb) {
    UNROLL for (int v = 0; v < PANEL_VECTORS; v++, panel += LANES) {
      const intptr_t left = n - v * LANES;
      const vec second = i + 1 < k ? load(b + ldb + v * LANES, left) : 0;
      *(pair_vec *)panel = pair(load(b + v * LANES, left), second);
    }
  }
}

#ifdef HAS_AMX

#include "gemm_amx.h"

#else

enum {
  BFLOAT16_STRIPS = 32,
  BFLOAT16_STRIP_SIZE = BLOCK_DEPTH * TILE_ROWS + LANES,
};

// c[rows, columns] = initial + a * b, where the pair (row, i) of a is a[row * row_step + i * step]
// and b is a panel of pairs.
INLINE void tile_bfloat16(const int rows, intptr_t k, const uint32_t *a, intptr_t row_step,
                      intptr_t step, const uint32_t *b, initial_sums initial, T *c, intptr_t ldc,
                      intptr_t columns) {
  vec sum[TILE_ROWS][PANEL_VECTORS];
  UNROLL for (int row = 0; row < rows; row++) {
    const T *const from = initial.origin ? initial_row(initial, row) : NULL;
    UNROLL for (int v = 0; v < PANEL_VECTORS; v++) {
      sum[row][v] = from ? load(from + v * LANES, columns - v * LANES) : 0;
    }
  }
  for (intptr_t i = 0; i < k; i += 2, a += step, b += PANEL_WIDTH) {
    UNROLL for (int v = 0; v < PANEL_VECTORS; v++) {
      const pair_vec right = *(const pair_vec *)(b + v * LANES);
      UNROLL for (int row = 0; row < rows; row++) {
        sum[row][v] = dot_bfloat16(sum[row][v], right, a[row * row_step]);
      }
    }
  }
  UNROLL for (int row = 0; row < rows; row++) {
    UNROLL for (int v = 0; v < PANEL_VECTORS; v++) {
      store(c + row * ldc + v * LANES, columns - v * LANES, sum[row][v]);
    }
  }
}

typedef void tile_bfloat16_function(intptr_t k, const uint32_t *a, intptr_t row_step, intptr_t step,
                                const uint32_t *b, initial_sums initial, T *c, intptr_t ldc,
                                intptr_t columns);

#define TILE_BFLOAT16(ROWS)                                                                  \
  static void tile_bfloat16_##ROWS(intptr_t k, const uint32_t *a, intptr_t row_step,         \
                               intptr_t step, const uint32_t *b, initial_sums initial, T *c, \
                               intptr_t ldc, intptr_t columns) {                             \
    tile_bfloat16(ROWS, k, a, row_step, step, b, initial, c, ldc, columns);                  \
  }
#define NAME_OF_TILE_BFLOAT16(ROWS) tile_bfloat16_##ROWS,
UP_TO(TILE_ROWS, TILE_BFLOAT16)
static tile_bfloat16_function *const tiles_bfloat16[] = {
    0, UP_TO(TILE_ROWS, NAME_OF_TILE_BFLOAT16)};

static void multiply_bfloat16(intptr_t m, intptr_t n, intptr_t k, const T *a, intptr_t lda,
                              const uint32_t *pairs, const T *origin, intptr_t ldo,
                              const int32_t *ids, T *c, intptr_t ldc) {
  enum { BLOCK_ROWS = 2 * TILE_ROWS };
  const initial_sums initial = {origin, ldo, ids};
  const intptr_t ldr = (k + 2 * LANES - 1) / (2 * LANES) * LANES, panel = (k + 1) / 2 * PANEL_WIDTH;
  uint32_t rows[BLOCK_ROWS * (ldr > 0 ? ldr : 1)];
  for (intptr_t first = 0; first < m; first += BLOCK_ROWS) {
    const intptr_t height = smallest(m - first, BLOCK_ROWS);
    for (intptr_t i = 0; i < height; i++) interleave_row(k, a + (first + i) * lda, rows + i * ldr);
    const intptr_t parts = (height + TILE_ROWS - 1) / TILE_ROWS;
    for (intptr_t j = 0; j < n; j += PANEL_WIDTH) {
      for (intptr_t part = 0; part < parts; part++) {
        const intptr_t i = height * part / parts, count = height * (part + 1) / parts - i;
        tiles_bfloat16[count](k, rows + i * ldr, ldr, 1, pairs + j / PANEL_WIDTH * panel,
                          initial_at(initial, first + i, j), c + (first + i) * ldc + j, ldc, n - j);
      }
    }
  }
}

// Packs a[k, m] into strips of TILE_ROWS columns of pairs.
static void pack_bfloat16_strips(intptr_t k, intptr_t m, const T *a, intptr_t lda,
                                 uint32_t *strips) {
  for (intptr_t i = 0; i < k; i += 2, a += 2 * lda, strips += TILE_ROWS) {
    for (intptr_t j = 0; j < m; j += LANES) {
      const intptr_t left = m - j;
      const pair_vec words =
          pair(load(a + j, left), i + 1 < k ? load(a + lda + j, left) : (vec)0);
      if (LANES % TILE_ROWS == 0) {
        UNROLL for (int part = 0; part < LANES; part += TILE_ROWS) {
          if (part < left) {
            memcpy(strips + (j + part) / TILE_ROWS * BFLOAT16_STRIP_SIZE,
                   (const uint32_t *)&words + part, TILE_ROWS * sizeof *strips);
          }
        }
        continue;
      }
      for (intptr_t part = 0; part < LANES && part < left; part++) {
        const intptr_t column = j + part;
        strips[column / TILE_ROWS * BFLOAT16_STRIP_SIZE + column % TILE_ROWS] = words[part];
      }
    }
  }
}

static void multiply_transposed_bfloat16(intptr_t m, intptr_t n, intptr_t k, const T *a,
                                         intptr_t lda, const T *b, intptr_t ldb, T *c,
                                         intptr_t ldc) {
  enum { DEPTH = 2 * BLOCK_DEPTH };
  _Alignas(64) uint32_t strips[BFLOAT16_STRIPS * BFLOAT16_STRIP_SIZE];
  _Alignas(64) uint32_t panel[BLOCK_DEPTH * PANEL_WIDTH];
  for (intptr_t first = 0; first < k; first += DEPTH) {
    const intptr_t depth = smallest(k - first, DEPTH);
    for (intptr_t i = 0; i < m; i += BFLOAT16_STRIPS * TILE_ROWS) {
      const intptr_t rows = smallest(m - i, BFLOAT16_STRIPS * TILE_ROWS);
      pack_bfloat16_strips(depth, rows, a + first * lda + i, lda, strips);
      for (intptr_t j = 0; j < n; j += PANEL_WIDTH) {
        const intptr_t columns = smallest(n - j, PANEL_WIDTH);
        interleave_panel(depth, columns, b + first * ldb + j, ldb, panel);
        for (intptr_t row = 0; row < rows; row += TILE_ROWS) {
          T *const to = c + (i + row) * ldc + j;
          const intptr_t next = smallest(rows, row + TILE_ROWS);
          prefetch_block(next, smallest(rows, next + TILE_ROWS), columns, c + i * ldc + j, ldc);
          const uint32_t *const strip = strips + row / TILE_ROWS * BFLOAT16_STRIP_SIZE;
          const initial_sums sums = {to, ldc, NULL};
          tiles_bfloat16[smallest(rows - row, TILE_ROWS)](depth, strip, 1, TILE_ROWS, panel, sums,
                                                          to, ldc, columns);
        }
      }
    }
  }
}

#endif
