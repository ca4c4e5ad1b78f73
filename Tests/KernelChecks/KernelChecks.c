#include <math.h>
#include <string.h>

#include "KernelChecks.h"

enum { CAPACITY = 1 << 15, ROUNDS = 30 };

// The same numbers as floats and as doubles.
typedef struct {
  _Alignas(64) float f[CAPACITY];
  _Alignas(64) double d[CAPACITY];
} numbers;

static const nlp_kernels_f32 *F;
static const nlp_kernels_f64 *D;
static numbers A, B, C, P, Q, R;
static int32_t from_f[CAPACITY], from_d[CAPACITY];

static uint64_t state = 1;
static uint32_t next(void) {
  state = state * 6364136223846793005 + 1442695040888963407;
  return (uint32_t)(state >> 33);
}
static intptr_t below(intptr_t n) { return (intptr_t)(next() % (uint32_t)n); }

static void randomize(numbers *x, float span) {
  for (int i = 0; i < CAPACITY; i++) {
    x->f[i] = ((float)next() * 0x1p-30f - 1) * span;
    x->d[i] = x->f[i];
  }
}

static double worst;
static uint64_t hash;  // FNV-1a over words

static void note(double f, double d) {
  const double difference = fabs(f - d) / fmax(1, fabs(d));
  if (!(difference <= worst)) worst = isnan(difference) ? INFINITY : difference;
  const float narrow = (float)f;
  uint32_t bits;
  memcpy(&bits, &narrow, sizeof bits);
  hash = (hash ^ bits) * 0x100000001b3;
}

// All of it: what lies outside of the result is the same number in both unless it was written.
static void compare(const numbers *x) {
  for (int i = 0; i < CAPACITY; i++) note(x->f[i], x->d[i]);
}

typedef struct {
  intptr_t m, n, k, a, b, c;  // sizes and gaps behind the rows of three matrices
} shape;

static void check_pack(shape s) {
  const intptr_t wide = F->panel_width, panels = (s.n + wide - 1) / wide;
  const intptr_t ldb = s.n + s.b, ldt = s.k + s.b;
  F->pack(s.k, s.n, B.f, ldb, P.f);
  for (intptr_t i = 0; i < s.k; i++) {
    for (intptr_t j = 0; j < s.n; j++) A.f[j * ldt + i] = B.f[i * ldb + j];
  }
  F->pack_transposed(s.k, s.n, A.f, ldt, Q.f);
  for (intptr_t i = 0; i < s.k; i++) {
    for (intptr_t j = 0; j < panels * wide; j++) {
      const intptr_t at = (j / wide * s.k + i) * wide + j % wide;
      if (j < s.n) {
        note(P.f[at], B.f[i * ldb + j]);
        note(Q.f[at], B.f[i * ldb + j]);
      } else if (P.f[at] != 0 || Q.f[at] != 0) {
        worst = INFINITY;
      }
    }
  }
}

// From zeros, from c itself, from one row for all, from rows of a table in some order.
static void check_multiply(shape s) {
  const intptr_t lda = s.k + s.a, ldb = s.n + s.b, ldc = s.n + s.c, ldo = s.n + s.a;
  F->pack(s.k, s.n, B.f, ldb, P.f);
  D->pack(s.k, s.n, B.d, ldb, P.d);
  F->multiply(s.m, s.n, s.k, A.f, lda, P.f, s.a & 1 ? C.f : NULL, ldc, NULL, C.f, ldc);
  D->multiply(s.m, s.n, s.k, A.d, lda, P.d, s.a & 1 ? C.d : NULL, ldc, NULL, C.d, ldc);
  compare(&C);
  int32_t ids[CAPACITY];
  for (intptr_t i = 0; i < s.m; i++) ids[i] = (int32_t)(7 * i % s.m);
  const int32_t *const rows = s.b & 1 ? ids : NULL;
  F->multiply(s.m, s.n, s.k, A.f, lda, P.f, Q.f, rows ? ldo : 0, rows, C.f, ldc);
  D->multiply(s.m, s.n, s.k, A.d, lda, P.d, Q.d, rows ? ldo : 0, rows, C.d, ldc);
  compare(&C);
}

static uint16_t half_f[CAPACITY], half_d[CAPACITY];

static void check_multiply_bfloat16_weights(shape s) {
  const intptr_t lda = s.k + s.a, ldb = s.n + s.b, ldc = s.n + s.c;
  const intptr_t wide_f = F->panel_width, wide_d = D->panel_width;
  F->pack(s.k, s.n, B.f, ldb, P.f);
  D->pack(s.k, s.n, B.d, ldb, P.d);
  F->to_bfloat16((s.n + wide_f - 1) / wide_f * wide_f * s.k, P.f, half_f);
  D->to_bfloat16((s.n + wide_d - 1) / wide_d * wide_d * s.k, P.d, half_d);
  F->multiply_bfloat16_weights(s.m, s.n, s.k, A.f, lda, half_f,
      s.a & 1 ? C.f : NULL, ldc, NULL, C.f, ldc);
  D->multiply_bfloat16_weights(s.m, s.n, s.k, A.d, lda, half_d,
      s.a & 1 ? C.d : NULL, ldc, NULL, C.d, ldc);
  compare(&C);
}

static uint32_t pairs_f[CAPACITY], pairs_d[CAPACITY];

// Whole numbers of seven bits: nothing is rounded, and every sum is exact.
static void round_to_integers(void) {
  for (intptr_t i = 0; i < CAPACITY; i++) {
    A.d[i] = A.f[i] = rintf(A.f[i] * 127);
    B.d[i] = B.f[i] = rintf(B.f[i] * 127);
    C.d[i] = C.f[i] = rintf(C.f[i] * 127);
  }
}

static void check_multiply_bfloat16(shape s) {
  const intptr_t lda = s.k + s.a, ldb = s.n + s.b, ldc = s.n + s.c;
  if (s.b & 1) round_to_integers();
  F->pack(s.k, s.n, B.f, ldb, P.f);
  D->pack(s.k, s.n, B.d, ldb, P.d);
  F->interleave_bfloat16(s.k, s.n, P.f, pairs_f);
  D->interleave_bfloat16(s.k, s.n, P.d, pairs_d);
  F->multiply_bfloat16(s.m, s.n, s.k, A.f, lda, pairs_f,
      s.a & 1 ? C.f : NULL, ldc, NULL, C.f, ldc);
  D->multiply_bfloat16(s.m, s.n, s.k, A.d, lda, pairs_d,
      s.a & 1 ? C.d : NULL, ldc, NULL, C.d, ldc);
  compare(&C);
}

static void check_multiply_transposed_bfloat16(shape s) {
  const intptr_t lda = s.m + s.a, ldb = s.n + s.b, ldc = s.n + s.c;
  if (s.b & 1) round_to_integers();
  F->multiply_transposed_bfloat16(s.m, s.n, 5 * s.k, A.f, lda, B.f, ldb, C.f, ldc);
  D->multiply_transposed_bfloat16(s.m, s.n, 5 * s.k, A.d, lda, B.d, ldb, C.d, ldc);
  compare(&C);
}

static _Alignas(64) int8_t bytes_f[8 * CAPACITY], bytes_d[8 * CAPACITY];

// Whole numbers of which the greatest is 127 in each row of either factor: nothing is rounded.
static void check_multiply_int8(shape s) {
  const intptr_t lda = s.k + s.a, ldb = s.k + s.b, ldc = s.n + s.c;
  round_to_integers();
  for (intptr_t i = 0; i < s.m; i++) A.d[i * lda] = A.f[i * lda] = i % 2 ? 127 : -127;
  for (intptr_t j = 0; j < s.n; j++) B.d[j * ldb] = B.f[j * ldb] = j % 2 ? 127 : -127;
  F->pack_int8(s.k, s.n, B.f, ldb, bytes_f, P.f);
  D->pack_int8(s.k, s.n, B.d, ldb, bytes_d, P.d);
  F->multiply_int8(s.m, s.n, s.k, A.f, lda, bytes_f, P.f,
      s.a & 1 ? C.f : NULL, ldc, NULL, C.f, ldc);
  D->multiply_int8(s.m, s.n, s.k, A.d, lda, bytes_d, P.d,
      s.a & 1 ? C.d : NULL, ldc, NULL, C.d, ldc);
  compare(&C);
}

static void check_add_rows(shape s) {
  int32_t ids[CAPACITY];
  for (intptr_t i = 0; s.m > 0 && i < s.k; i++) ids[i] = (int32_t)(7 * i % s.m);
  F->add_rows(s.m > 0 ? s.k : 0, s.n, A.f, s.n + s.a, ids, B.f);
  D->add_rows(s.m > 0 ? s.k : 0, s.n, A.d, s.n + s.a, ids, B.d);
  compare(&B);
}

static void check_multiply_transposed(shape s) {
  const intptr_t lda = s.m + s.a, ldb = s.n + s.b, ldc = s.n + s.c;
  F->multiply_transposed(s.m, s.n, 5 * s.k, A.f, lda, B.f, ldb, C.f, ldc);
  D->multiply_transposed(s.m, s.n, 5 * s.k, A.d, lda, B.d, ldb, C.d, ldc);
  compare(&C);
}

static void check_add_column_sums(shape s) {
  F->add_column_sums(s.m, s.n, A.f, s.n + s.a, B.f);
  D->add_column_sums(s.m, s.n, A.d, s.n + s.a, B.d);
  compare(&B);
}

static void check_add_scaled(shape s) {
  F->add_scaled(s.n, A.f[0], B.f, C.f);
  D->add_scaled(s.n, A.d[0], B.d, C.d);
  compare(&C);
}

static void check_scale(shape s) {
  F->scale(s.n, A.f[0], B.f, B.f);
  D->scale(s.n, A.d[0], B.d, B.d);
  compare(&B);
}

static void check_sum_of_squares(shape s) {
  note(F->sum_of_squares(s.n, A.f), D->sum_of_squares(s.n, A.d));
}

static void check_all_finite(shape s) {
  if (s.a & 1) A.f[s.m] = A.d[s.m] = s.a & 2 ? NAN : -INFINITY;
  note(F->all_finite(s.n, A.f), D->all_finite(s.n, A.d));
}

static void check_dropout(shape s) {
  F->dropout(s.n, state, A.d[0] * A.d[0] / 2, B.f, C.f);
  D->dropout(s.n, state, A.d[0] * A.d[0] / 2, B.d, C.d);
  compare(&C);
}

static void check_exp(shape s) {
  F->exp(s.n, A.f, A.f);
  D->exp(s.n, A.d, A.d);
  compare(&A);
}

static void check_tanh(shape s) {
  F->tanh(s.n, A.f, A.f);
  D->tanh(s.n, A.d, A.d);
  compare(&A);
}

static void check_sigmoid(shape s) {
  F->sigmoid(s.n, A.f, A.f);
  D->sigmoid(s.n, A.d, A.d);
  compare(&A);
}

static void check_log_sum_exp(shape s) {
  note(F->log_sum_exp(s.n + 1, A.f), D->log_sum_exp(s.n + 1, A.d));
}

static void check_softmax(shape s) {
  F->softmax(s.n, A.f, A.f);
  D->softmax(s.n, A.d, A.d);
  compare(&A);
}

// The units before it are not to be touched.
static intptr_t first_unit(shape s) { return s.a & 1 ? s.n / 32 * 16 : 0; }

static void check_lstm_forward(shape s) {
  const intptr_t ldg = 4 * s.n + s.a, ldo = s.n + s.b;
  F->lstm_forward(s.m, s.n, first_unit(s), s.n, A.f, ldg, B.f, C.f, P.f, Q.f, ldo);
  D->lstm_forward(s.m, s.n, first_unit(s), s.n, A.d, ldg, B.d, C.d, P.d, Q.d, ldo);
  compare(&A), compare(&C), compare(&P), compare(&Q);
}

static void check_lstm_backward(shape s) {
  const intptr_t ldg = 4 * s.n + s.a, ldo = s.n + s.b;
  F->lstm_backward(s.m, s.n, A.f, ldg, B.f, C.f, P.f, ldo, Q.f, R.f);
  D->lstm_backward(s.m, s.n, A.d, ldg, B.d, C.d, P.d, ldo, Q.d, R.d);
  compare(&A), compare(&Q), compare(&R);
}

static void check_gru_forward(shape s) {
  const intptr_t ldg = 3 * s.n + s.a, ldo = s.n + s.b;
  F->gru_forward(s.m, s.n, first_unit(s), s.n, A.f, B.f, ldg, C.f, P.f, ldo);
  D->gru_forward(s.m, s.n, first_unit(s), s.n, A.d, B.d, ldg, C.d, P.d, ldo);
  compare(&A), compare(&B), compare(&P);
}

static void check_gru_backward(shape s) {
  const intptr_t ldg = 3 * s.n + s.a, ldo = s.n + s.b;
  F->gru_backward(s.m, s.n, A.f, B.f, ldg, C.f, P.f, ldo, Q.f);
  D->gru_backward(s.m, s.n, A.d, B.d, ldg, C.d, P.d, ldo, Q.d);
  compare(&A), compare(&B), compare(&Q);
}

static void check_rnn_forward(shape s) {
  F->rnn_forward(s.m, first_unit(s), s.n, s.c & 1, A.f, s.n + s.a, B.f, s.n + s.b);
  D->rnn_forward(s.m, first_unit(s), s.n, s.c & 1, A.d, s.n + s.a, B.d, s.n + s.b);
  compare(&A), compare(&B);
}

static void check_rnn_backward(shape s) {
  F->rnn_backward(s.m, s.n, s.c & 1, A.f, s.n + s.a, B.f, s.n + s.b, C.f);
  D->rnn_backward(s.m, s.n, s.c & 1, A.d, s.n + s.a, B.d, s.n + s.b, C.d);
  compare(&A), compare(&C);
}

// Some transitions are forbidden, never all into one state.
static void forbid(shape s) {
  for (intptr_t i = 1; i < s.k; i += 2) {
    for (intptr_t j = i % 3; j < s.n; j += 3) {
      B.f[i * (s.n + s.b) + j] = -1e30f;
      B.d[i * (s.n + s.b) + j] = -1e30f;
    }
  }
}

static void check_log_multiply(shape s) {
  forbid(s);
  F->log_multiply(s.k + 1, s.n, A.f, B.f, s.n + s.b, C.f);
  D->log_multiply(s.k + 1, s.n, A.d, B.d, s.n + s.b, C.d);
  compare(&C);
}

// Rounded so that the sums are exact in both and ties are frequent.
static void check_max_multiply(shape s) {
  for (intptr_t i = 0; i < CAPACITY; i++) {
    A.d[i] = A.f[i] = rintf(A.f[i] * 2);
    B.d[i] = B.f[i] = rintf(B.f[i] * 2);
  }
  F->max_multiply(s.k + 1, s.n, A.f, B.f, s.n + s.b, C.f, from_f);
  D->max_multiply(s.k + 1, s.n, A.d, B.d, s.n + s.b, C.d, from_d);
  compare(&C);
  for (intptr_t j = 0; j < s.n + 1; j++) note(from_f[j], from_d[j]);
}

static void check_add_exp_sums(shape s) {
  forbid(s);
  F->add_exp_sums(s.k, s.n, A.f, B.f, s.n + s.b, C.f, P.f, s.n + s.c);
  D->add_exp_sums(s.k, s.n, A.d, B.d, s.n + s.b, C.d, P.d, s.n + s.c);
  compare(&P);
}

static void check_adam(shape s) {
  for (intptr_t i = 0; i < CAPACITY; i++) {
    R.f[i] = R.f[i] * R.f[i];
    R.d[i] = R.f[i];
  }
  F->adam(s.n, A.f, B.f, C.f, R.f, 0.875f, 0.75f, 0.125f, 2, 0.0625f, 0.25f, 0.5f);
  D->adam(s.n, A.d, B.d, C.d, R.d, 0.875, 0.75, 0.125, 2, 0.0625, 0.25, 0.5);
  compare(&A), compare(&C), compare(&R);
}

static const struct {
  const char *name;
  void (*check)(shape);
  float span;        // of the random numbers
  double tolerance;  // relative above 1, absolute below
} checks[] = {
    {"pack", check_pack, 1, 0},
    {"multiply", check_multiply, 1, 1e-5},
    {"multiply_transposed", check_multiply_transposed, 1, 2e-5},
    {"multiply_bfloat16_weights", check_multiply_bfloat16_weights, 1, 1e-5},
    {"multiply_int8", check_multiply_int8, 1, 0},
    {"multiply_bfloat16", check_multiply_bfloat16, 1, 1e-5},
    {"multiply_transposed_bfloat16", check_multiply_transposed_bfloat16, 1, 2e-5},
    {"add_column_sums", check_add_column_sums, 1, 1e-5},
    {"add_rows", check_add_rows, 1, 1e-5},
    {"add_scaled", check_add_scaled, 4, 1e-6},
    {"scale", check_scale, 4, 1e-6},
    {"sum_of_squares", check_sum_of_squares, 4, 1e-14},
    {"all_finite", check_all_finite, 4, 0},
    {"dropout", check_dropout, 1, 1e-6},
    {"exp", check_exp, 20, 3e-7},
    {"tanh", check_tanh, 8, 3e-7},
    {"sigmoid", check_sigmoid, 20, 3e-7},
    {"log_sum_exp", check_log_sum_exp, 20, 1e-6},
    {"softmax", check_softmax, 20, 1e-6},
    {"lstm_forward", check_lstm_forward, 4, 1e-6},
    {"lstm_backward", check_lstm_backward, 1, 2e-6},
    {"gru_forward", check_gru_forward, 4, 4e-6},
    {"gru_backward", check_gru_backward, 1, 2e-6},
    {"rnn_forward", check_rnn_forward, 4, 1e-6},
    {"rnn_backward", check_rnn_backward, 1, 2e-6},
    {"log_multiply", check_log_multiply, 9, 2e-6},
    {"max_multiply", check_max_multiply, 4, 0},
    {"add_exp_sums", check_add_exp_sums, 3, 4e-6},
    {"adam", check_adam, 1, 2e-6},
};

bool kernel_check_run(const nlp_kernels_f32 *table, int i, kernel_check *result) {
  if (i < 0 || i >= (int)(sizeof checks / sizeof *checks)) return false;
  F = table, D = nlp_kernels_double();
  state = (uint64_t)i + 1, worst = 0, hash = 0xcbf29ce484222325;
  for (int round = 0; round < ROUNDS; round++) {
    numbers *const all[] = {&A, &B, &C, &P, &Q, &R};
    for (int x = 0; x < 6; x++) randomize(all[x], checks[i].span);
    shape s = {.m = below(52), .n = below(71), .k = below(71)};
    s.a = below(8), s.b = below(8), s.c = below(8);
    checks[i].check(s);
  }
  *result = (kernel_check){checks[i].name, worst, checks[i].tolerance, hash};
  return true;
}
