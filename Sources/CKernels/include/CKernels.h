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
    /* Columns in one packed panel. */                                                             \
    intptr_t panel_width;                                                                          \
                                                                                                   \
    /* Packs b[k, n] into panels of `panel_width` columns, zero-padded on the right: panel j holds \
       for each row the columns j*w ..< (j+1)*w. Needs k * (n rounded up to w) elements, 64-byte   \
       aligned. The second form packs the transpose of b[n, k]. */                                 \
    void (*pack)(intptr_t k, intptr_t n, const T *b, intptr_t ldb, T *panels);                     \
    void (*pack_transposed)(intptr_t k, intptr_t n, const T *b, intptr_t ldb, T *panels);          \
                                                                                                   \
    /* c[m, n] = a[m, k] * panels + the rows that c starts from: row r from origin + ids[r] * ldo,  \
       without ids (NULL) from origin + r * ldo; so c itself, one row for all (ldo = 0), or zeros  \
       (origin = NULL). */                                                                         \
    void (*multiply)(intptr_t m, intptr_t n, intptr_t k, const T *a, intptr_t lda,                 \
                     const T *panels, const T *origin, intptr_t ldo, const int32_t *ids, T *c,     \
                     intptr_t ldc);                                                                \
    /* c[m, n] += transpose of a[k, m] * b[k, n]; the sum over k runs in order. */                 \
    void (*multiply_transposed)(intptr_t m, intptr_t n, intptr_t k, const T *a, intptr_t lda,      \
                                const T *b, intptr_t ldb, T *c, intptr_t ldc);                     \
    /* bfloat16: n elements to the nearest of those; the product with panels that hold them. */     \
    void (*to_bfloat16)(intptr_t n, const T *x, uint16_t *y);                                      \
    void (*multiply_bfloat16)(intptr_t m, intptr_t n, intptr_t k, const T *a, intptr_t lda,        \
                              const uint16_t *panels, const T *origin, intptr_t ldo,               \
                              const int32_t *ids, T *c, intptr_t ldc);                             \
    /* Products whose factors are both rounded to bfloat16, with sums in T: `multiply` with panels  \
       that `pair_panels` made of packed ones, (k + 1) / 2 words for each column, and              \
       `multiply_transposed`. */                                                                   \
    void (*pair_panels)(intptr_t k, intptr_t n, const T *panels, uint32_t *pairs);                 \
    void (*multiply_pairs)(intptr_t m, intptr_t n, intptr_t k, const T *a, intptr_t lda,           \
                           const uint32_t *pairs, const T *origin, intptr_t ldo,                   \
                           const int32_t *ids, T *c, intptr_t ldc);                                \
    void (*multiply_transposed_pairs)(intptr_t m, intptr_t n, intptr_t k, const T *a,              \
                                      intptr_t lda, const T *b, intptr_t ldb, T *c, intptr_t ldc); \
    /* 8 bits: packs the transpose of b[n, k] into panels of `int8_panel_bytes(k)` bytes, 64-byte  \
       aligned, each column rounded to multiples of scales[n], its greatest element over 127; the  \
       product with them, the rows of a rounded in the same way. */                                \
    intptr_t (*int8_panel_bytes)(intptr_t k);                                                      \
    void (*pack_int8)(intptr_t k, intptr_t n, const T *b, intptr_t ldb, int8_t *panels,            \
                      T *scales);                                                                  \
    void (*multiply_int8)(intptr_t m, intptr_t n, intptr_t k, const T *a, intptr_t lda,            \
                          const int8_t *panels, const T *scales, const T *origin, intptr_t ldo,    \
                          const int32_t *ids, T *c, intptr_t ldc);                                 \
    /* sums[n] += the sum of the rows of a[m, n], in order. */                                     \
    void (*add_column_sums)(intptr_t m, intptr_t n, const T *a, intptr_t lda, T *sums);            \
                                                                                                   \
    /* sums[n] += a[ids[0]] + a[ids[1]] + ..., rows of a[, n], in order. */                        \
    void (*add_rows)(intptr_t count, intptr_t n, const T *a, intptr_t lda, const int32_t *ids,     \
                     T *sums);                                                                     \
    /* out[i] = the dot product of x[n] and a[ids[i]], a row of a[, n], for i < count. */           \
    void (*dot_rows)(intptr_t count, intptr_t n, const T *x, const T *a, intptr_t lda,             \
                     const int32_t *ids, T *out);                                                  \
                                                                                                   \
    /* y += s * x */                                                                               \
    void (*add_scaled)(intptr_t n, T s, const T *x, T *y);                                         \
    /* y = s * x; in place allowed */                                                              \
    void (*scale)(intptr_t n, T s, const T *x, T *y);                                              \
    /* The sum of x*x in double over sixteen fixed lanes: the same on every machine. */            \
    double (*sum_of_squares)(intptr_t n, const T *x);                                              \
    /* What the processor can do at most: `rounds` times `chain_count` fused products in chains     \
       that registers hold, from `x` with factor `a`. The result is of no use. */                  \
    intptr_t chain_count;                                                                          \
    T (*multiply_chains)(intptr_t rounds, T a, T x);                                               \
    /* Whether every element is finite. */                                                         \
    bool (*all_finite)(intptr_t n, const T *x);                                                    \
    /* y[i] = keep(seed, i) ? x[i] / (1 - rate) : 0, with keep a hash of seed and i that is true   \
       with probability 1 - rate; in place allowed. Forward and backward are the same call. */     \
    void (*dropout)(intptr_t n, uint64_t seed, double rate, const T *x, T *y);                     \
                                                                                                   \
    /* Pointwise functions; in place allowed. */                                                   \
    void (*exp)(intptr_t n, const T *x, T *y);                                                     \
    void (*tanh)(intptr_t n, const T *x, T *y);                                                    \
    void (*sigmoid)(intptr_t n, const T *x, T *y);                                                 \
    /* log(sum(exp(x))), safe against overflow; -infinity for n = 0. */                            \
    T (*log_sum_exp)(intptr_t n, const T *x);                                                      \
    /* y = softmax(x); in place allowed. */                                                        \
    void (*softmax)(intptr_t n, const T *x, T *y);                                                 \
                                                                                                   \
    /* The cells forward compute the units first ..< end of h.                                     \
       LSTM cell, gates i f g o (each h wide) in a row of `gates`.                                 \
       Forward, in: pre-activations, the cell state before. Out: activations in place of           \
       the pre-activations, the new cell state, its tanh, the output o * tanh(c).                  \
       All of previous_cell, cell, tanh_cell are [m, h] without gaps. */                           \
    void (*lstm_forward)(intptr_t m, intptr_t h, intptr_t first, intptr_t end, T *gates,           \
                         intptr_t ldg, const T *previous_cell, T *cell, T *tanh_cell, T *output,   \
                         intptr_t ldo);                                                            \
    /* Backward, in: activations, the gradient of the output from above (`doutput`) and from the   \
       step after (`dstate`, [m, h]), that of the cell state from the step after (`dcell`,         \
       [m, h]).                                                                                    \
       Out: the gradients of the pre-activations in place of the activations; `dcell` for the step \
       before; `dstate` = 0, to which the caller adds the recurrent product. */                    \
    void (*lstm_backward)(intptr_t m, intptr_t h, T *gates, intptr_t ldg, const T *previous_cell,  \
                          const T *tanh_cell, const T *doutput, intptr_t ldo, T *dstate,           \
                          T *dcell);                                                               \
                                                                                                   \
    /* GRU cell, gates r z n (PyTorch's: n = tanh(x_n + r * q_n), output = (1 - z) n + z previous).\
       `gates` holds the input parts x, `recurrent` the recurrent parts q, biases included, with   \
       the same ld; `previous` and `dstate` are [m, h] without gaps. Forward leaves the activations\
       r z n in `gates` and q in `recurrent`. */                                                   \
    void (*gru_forward)(intptr_t m, intptr_t h, intptr_t first, intptr_t end, T *gates,            \
                        T *recurrent, intptr_t ldg, const T *previous, T *output, intptr_t ldo);   \
    /* Backward leaves the gradients of x in `gates`, those of q in `recurrent`, and in `dstate`   \
       the direct part, to which the caller adds the recurrent product. */                         \
    void (*gru_backward)(intptr_t m, intptr_t h, T *gates, T *recurrent, intptr_t ldg,             \
                         const T *previous, const T *doutput, intptr_t ldo, T *dstate);            \
                                                                                                   \
    /* Simple cell: output = tanh(gates) or max(0, gates). Forward leaves the output in `gates`,   \
       too; backward leaves there the gradient of the pre-activation, and dstate = 0. */           \
    void (*rnn_forward)(intptr_t m, intptr_t first, intptr_t end, bool relu, T *gates,             \
                        intptr_t ldg, T *output, intptr_t ldo);                                    \
    void (*rnn_backward)(intptr_t m, intptr_t h, bool relu, T *gates, intptr_t ldg,                \
                         const T *doutput, intptr_t ldo, T *dstate);                               \
                                                                                                   \
    /* out[j] = log(sum over i of exp(a[i] + b[i, j])), b[k, n]: a step of the CRF recursions. */  \
    void (*log_multiply)(intptr_t k, intptr_t n, const T *a, const T *b, intptr_t ldb, T *out);    \
    /* out[j] = max over i of a[i] + b[i, j], from[j] the first i that attains it. */              \
    void (*max_multiply)(intptr_t k, intptr_t n, const T *a, const T *b, intptr_t ldb, T *out,     \
                         int32_t *from);                                                           \
    /* sums[i, j] += exp(a[i] + b[i, j] + c[j]): expected transitions of the CRF. */               \
    void (*add_exp_sums)(intptr_t k, intptr_t n, const T *a, const T *b, intptr_t ldb, const T *c, \
                         T *sums, intptr_t lds);                                                   \
                                                                                                   \
    /* Adam (Kingma and Ba 2015), with the bias corrections folded by the caller:                  \
         g += decay * p;  u = beta1 u + (1 - beta1) g;  v = beta2 v + (1 - beta2) g g;             \
         p = shrink * p - rate * u / (sqrt(v) * scale + epsilon)                                   \
       decay is the coupled weight decay of Adam, shrink = 1 - lr * decay that of AdamW. */        \
    void (*adam)(intptr_t n, T *p, const T *g, T *u, T *v, T beta1, T beta2, T rate, T scale,      \
                 T epsilon, T decay, T shrink);                                                    \
  };

NLP_DECLARE_KERNELS(nlp_kernels_f32, float)
NLP_DECLARE_KERNELS(nlp_kernels_f64, double)

#endif
