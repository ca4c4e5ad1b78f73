// The numeric kernels of the toolkit behind one table of function pointers for each scalar type.
//
// All matrices are row-major; `ld` is the distance of two rows in elements. Pointers of different
// arguments do not overlap unless a comment says that a kernel works in place. No kernel allocates,
// locks or keeps state. Sizes may be zero.
//
// Legend: m rows, n columns, k the summed dimension, h hidden size.

#ifndef CKERNELS_H
#define CKERNELS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct nlp_kernels_f32 nlp_kernels_f32;
typedef struct nlp_kernels_f64 nlp_kernels_f64;

// The table for this processor, chosen once. The environment variable NLP_KERNELS may name another
// (`portable`, `avx2`, `avx512`, `avx512vnni`, `avx512bf16`, `amx`, `neon`); a name that this
// processor cannot run is ignored.
const nlp_kernels_f32 *nlp_kernels_float(void);

// The table for double: the same kernels in portable C with libm's functions, for checks.
const nlp_kernels_f64 *nlp_kernels_double(void);

// The tables that this processor can run, for tests: the i-th, or NULL when i is past the last.
const nlp_kernels_f32 *nlp_kernels_float_at(int i);

// Tells the processor that this thread waits for another.
static inline void nlp_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("isb");
#endif
}

#define NLP_DECLARE_KERNELS(NAME, T)                                                               \
  struct NAME {                                                                                    \
    const char *name;                                                                              \
    /* The columns of a packed panel. */                                                           \
    intptr_t panel_width;                                                                          \
                                                                                                   \
    /* Packs b[k, n] for `multiply`: panel j holds the columns j * w ..< (j + 1) * w, row after    \
       row, with w = `panel_width` and zeros beyond column n. `panels` has room for k * (n rounded \
       up to w) elements and is 64-byte aligned. */                                                \
    void (*pack)(intptr_t k, intptr_t n, const T *b, intptr_t ldb, T *panels);                     \
    /* Packs the transpose of b[n, k] into the panels that `pack` describes. */                    \
    void (*pack_transposed)(intptr_t k, intptr_t n, const T *b, intptr_t ldb, T *panels);          \
                                                                                                   \
    /* GEMM: c[m, n] = a[m, k] * b[k, n] + initial sums, with b in packed panels. The sums of row r\
       start from the row at origin + ids[r] * ldo, or at origin + r * ldo where `ids` is NULL:    \
       ldo = 0 adds one bias to all rows, origin = c accumulates, origin = NULL means zeros. */    \
    void (*multiply)(intptr_t m, intptr_t n, intptr_t k, const T *a, intptr_t lda,                 \
                     const T *panels, const T *origin, intptr_t ldo, const int32_t *ids, T *c,     \
                     intptr_t ldc);                                                                \
    /* c[m, n] += transpose of a[k, m] * b[k, n], neither packed; the sum over k runs in order. */ \
    void (*multiply_transposed)(intptr_t m, intptr_t n, intptr_t k, const T *a, intptr_t lda,      \
                                const T *b, intptr_t ldb, T *c, intptr_t ldc);                     \
                                                                                                   \
    /* y[n] = x[n] rounded to the nearest bfloat16, the upper half of a float. */                  \
    void (*to_bfloat16)(intptr_t n, const T *x, uint16_t *y);                                      \
    /* `multiply` with weights in bfloat16: `panels` are packed panels after `to_bfloat16`; a and  \
       the sums stay in T. For inference. */                                                       \
    void (*multiply_bfloat16_weights)(intptr_t m, intptr_t n, intptr_t k, const T *a,              \
                                      intptr_t lda, const uint16_t *panels, const T *origin,       \
                                      intptr_t ldo, const int32_t *ids, T *c, intptr_t ldc);       \
                                                                                                   \
    /* Rounds packed panels of b[k, n] to bfloat16 and interleaves rows 2 i and 2 i + 1 in words of\
       32 bits, the layout of the processors' bfloat16 dot products: (k + 1) / 2 words a column. */\
    void (*interleave_bfloat16)(intptr_t k, intptr_t n, const T *panels, uint32_t *pairs);         \
    /* `multiply` in bfloat16: a and b are both rounded to it, sums run in T. */                   \
    void (*multiply_bfloat16)(intptr_t m, intptr_t n, intptr_t k, const T *a, intptr_t lda,        \
                              const uint32_t *pairs, const T *origin, intptr_t ldo,                \
                              const int32_t *ids, T *c, intptr_t ldc);                             \
    /* `multiply_transposed` in bfloat16: a and b are both rounded to it, sums run in T. */        \
    void (*multiply_transposed_bfloat16)(intptr_t m, intptr_t n, intptr_t k, const T *a,           \
                                         intptr_t lda, const T *b, intptr_t ldb, T *c,             \
                                         intptr_t ldc);                                            \
                                                                                                   \
    /* The bytes of an int8 panel of k rows. */                                                    \
    intptr_t (*int8_panel_bytes)(intptr_t k);                                                      \
    /* Quantizes the transpose of b[n, k] to int8 panels of `int8_panel_bytes(k)` bytes, 64-byte   \
       aligned: column j in multiples of scales[j], its greatest magnitude over 127. */            \
    void (*pack_int8)(intptr_t k, intptr_t n, const T *b, intptr_t ldb, int8_t *panels,            \
                      T *scales);                                                                  \
    /* `multiply` with int8 panels; each row of a is quantized in the same way. For inference. */  \
    void (*multiply_int8)(intptr_t m, intptr_t n, intptr_t k, const T *a, intptr_t lda,            \
                          const int8_t *panels, const T *scales, const T *origin, intptr_t ldo,    \
                          const int32_t *ids, T *c, intptr_t ldc);                                 \
                                                                                                   \
    /* sums[n] += the sum of the rows of a[m, n], in order. */                                     \
    void (*add_column_sums)(intptr_t m, intptr_t n, const T *a, intptr_t lda, T *sums);            \
    /* sums[n] += row ids[0] of a + row ids[1] + ... + row ids[count - 1], in order. */            \
    void (*add_rows)(intptr_t count, intptr_t n, const T *a, intptr_t lda, const int32_t *ids,     \
                     T *sums);                                                                     \
    /* out[i] = the dot product of x[n] and row ids[i] of a, for i < count. */                     \
    void (*dot_rows)(intptr_t count, intptr_t n, const T *x, const T *a, intptr_t lda,             \
                     const int32_t *ids, T *out);                                                  \
                                                                                                   \
    /* y[n] += s * x[n] */                                                                         \
    void (*add_scaled)(intptr_t n, T s, const T *x, T *y);                                         \
    /* y[n] = s * x[n]; in place allowed. */                                                       \
    void (*scale)(intptr_t n, T s, const T *x, T *y);                                              \
    /* The sum of x[i] * x[i] in double over sixteen fixed lanes: the same on every machine. */    \
    double (*sum_of_squares)(intptr_t n, const T *x);                                              \
    /* Whether every element is finite. */                                                         \
    bool (*all_finite)(intptr_t n, const T *x);                                                    \
    /* y[i] = keep(seed, i) ? x[i] / (1 - rate) : 0, with keep a hash of seed and i that is true   \
       with probability 1 - rate; in place allowed. The backward pass is the same call. */         \
    void (*dropout)(intptr_t n, uint64_t seed, double rate, const T *x, T *y);                     \
                                                                                                   \
    /* The independent chains of `fma_chains`, as many as registers hold. */                       \
    intptr_t fma_chain_count;                                                                      \
    /* Measures the multiply-add peak: `rounds` fused multiply-adds of `a` and `x` in each chain.  \
       The result has no meaning; it keeps the compiler from dropping the work. */                 \
    T (*fma_chains)(intptr_t rounds, T a, T x);                                                    \
                                                                                                   \
    /* y[n] = f(x[n]); in place allowed. */                                                        \
    void (*exp)(intptr_t n, const T *x, T *y);                                                     \
    void (*tanh)(intptr_t n, const T *x, T *y);                                                    \
    void (*sigmoid)(intptr_t n, const T *x, T *y);                                                 \
    /* log(sum(exp(x))), safe against overflow; -infinity for n = 0. */                            \
    T (*log_sum_exp)(intptr_t n, const T *x);                                                      \
    /* y = softmax(x); in place allowed. */                                                        \
    void (*softmax)(intptr_t n, const T *x, T *y);                                                 \
                                                                                                   \
    /* LSTM cell, forward, for the units first ..< end of h. Row r of `gates` holds i f g o, each h\
       wide, at gates + r * ldg: pre-activations before, activations after. Reads the cell state   \
       `previous_cell`; writes the new cell state `cell`, `tanh_cell` = tanh(cell) and `output` =  \
       o * tanh_cell. The cell states are [m, h] without gaps, the output [m, h] with ldo. */      \
    void (*lstm_forward)(intptr_t m, intptr_t h, intptr_t first, intptr_t end, T *gates,           \
                         intptr_t ldg, const T *previous_cell, T *cell, T *tanh_cell, T *output,   \
                         intptr_t ldo);                                                            \
    /* LSTM cell, backward. Reads the activations in `gates`, the gradient `doutput` of the output \
       from the layer above and `dstate`, [m, h], from the next step. Replaces `gates` by the      \
       gradients of the pre-activations, `dcell`, [m, h], by that of `previous_cell`, and `dstate` \
       by 0: the caller adds the recurrent product to it. */                                       \
    void (*lstm_backward)(intptr_t m, intptr_t h, T *gates, intptr_t ldg, const T *previous_cell,  \
                          const T *tanh_cell, const T *doutput, intptr_t ldo, T *dstate,           \
                          T *dcell);                                                               \
                                                                                                   \
    /* GRU cell in PyTorch's form, forward, for the units first ..< end of h: gates r z n with     \
       n = tanh(x_n + r * q_n), output = (1 - z) n + z previous. `gates` holds x, the input        \
       projections, and `recurrent` holds q, the recurrent ones, biases included, both with ldg.   \
       Replaces `gates` by the activations r z n. `previous` is [m, h] without gaps. */            \
    void (*gru_forward)(intptr_t m, intptr_t h, intptr_t first, intptr_t end, T *gates,            \
                        T *recurrent, intptr_t ldg, const T *previous, T *output, intptr_t ldo);   \
    /* GRU cell, backward. Replaces `gates` by the gradients of x, `recurrent` by those of q, and  \
       `dstate`, [m, h], by the gradient of `previous` without the recurrent product, which the    \
       caller adds. */                                                                             \
    void (*gru_backward)(intptr_t m, intptr_t h, T *gates, T *recurrent, intptr_t ldg,             \
                         const T *previous, const T *doutput, intptr_t ldo, T *dstate);            \
                                                                                                   \
    /* Elman cell, forward, for the units first ..< end: output = tanh(gates), or max(0, gates)    \
       with `relu`; `gates` gets the output, too. */                                               \
    void (*rnn_forward)(intptr_t m, intptr_t first, intptr_t end, bool relu, T *gates,             \
                        intptr_t ldg, T *output, intptr_t ldo);                                    \
    /* Elman cell, backward. Replaces `gates` by the gradient of the pre-activations and `dstate`, \
       [m, h], by 0: the caller adds the recurrent product to it. */                               \
    void (*rnn_backward)(intptr_t m, intptr_t h, bool relu, T *gates, intptr_t ldg,                \
                         const T *doutput, intptr_t ldo, T *dstate);                               \
                                                                                                   \
    /* CRF recursion: out[j] = log(sum over i of exp(a[i] + b[i, j])), for b[k, n]. */             \
    void (*log_multiply)(intptr_t k, intptr_t n, const T *a, const T *b, intptr_t ldb, T *out);    \
    /* Viterbi step: out[j] = max over i of a[i] + b[i, j], from[j] the first i that attains it. */\
    void (*max_multiply)(intptr_t k, intptr_t n, const T *a, const T *b, intptr_t ldb, T *out,     \
                         int32_t *from);                                                           \
    /* Expected transitions of the CRF: sums[i, j] += exp(a[i] + b[i, j] + c[j]). */               \
    void (*add_exp_sums)(intptr_t k, intptr_t n, const T *a, const T *b, intptr_t ldb, const T *c, \
                         T *sums, intptr_t lds);                                                   \
                                                                                                   \
    /* Adam (Kingma and Ba 2015), with the bias corrections folded in by the caller:               \
         g += decay * p;  u = beta1 u + (1 - beta1) g;  v = beta2 v + (1 - beta2) g g;             \
         p = shrink * p - rate * u / (sqrt(v) * scale + epsilon)                                   \
       decay is the coupled weight decay of Adam, shrink = 1 - lr * decay that of AdamW. */        \
    void (*adam)(intptr_t n, T *p, const T *g, T *u, T *v, T beta1, T beta2, T rate, T scale,      \
                 T epsilon, T decay, T shrink);                                                    \
  };

NLP_DECLARE_KERNELS(nlp_kernels_f32, float)
NLP_DECLARE_KERNELS(nlp_kernels_f64, double)

#endif
