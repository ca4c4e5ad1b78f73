// Kernels over plain vectors: sums, dropout, pointwise functions, softmax, Adam.

static void add_column_sums(intptr_t m, intptr_t n, const T *a, intptr_t lda, T *sums) {
  for (intptr_t i = 0; i < m; i++, a += lda) {
    for (intptr_t j = 0; j < n; j += LANES) {
      store(sums + j, n - j, load(sums + j, n - j) + load(a + j, n - j));
    }
  }
}

// A few vectors of the sums at a time stay in registers while the rows go by, which are asked for
// some rows ahead: they lie wherever their ids say.
static void add_rows(intptr_t count, intptr_t n, const T *a, intptr_t lda, const int32_t *ids,
                     T *sums) {
  enum { VECTORS = 4, AHEAD = 6 };
  for (intptr_t j = 0; j < n; j += VECTORS * LANES) {
    const intptr_t left = n - j;
    vec sum[VECTORS];
    UNROLL for (int v = 0; v < VECTORS; v++) sum[v] = load(sums + j + v * LANES, left - v * LANES);
    for (intptr_t i = 0; i < count; i++) {
      const T *const row = a + ids[i] * lda + j;
      const T *const later = a + ids[smallest(i + AHEAD, count - 1)] * lda + j;
      UNROLL for (int v = 0; v < VECTORS; v++) {
        __builtin_prefetch(later + v * LANES);
        sum[v] += load(row + v * LANES, left - v * LANES);
      }
    }
    UNROLL for (int v = 0; v < VECTORS; v++) store(sums + j + v * LANES, left - v * LANES, sum[v]);
  }
}

// Sixteen running sums for each row; a row is asked for while those before it are summed.
static void dot_rows(intptr_t count, intptr_t n, const T *x, const T *a, intptr_t lda,
                     const int32_t *ids, T *out) {
  enum { AHEAD = 3 };
  for (intptr_t i = 0; i < count; i++) {
    const T *const row = a + ids[i] * lda;
    const T *const later = a + ids[smallest(i + AHEAD, count - 1)] * lda;
    vec sum = 0;
    for (intptr_t j = 0; j < n; j += LANES) {
      __builtin_prefetch(later + j);
      sum = fused(load(x + j, n - j), load(row + j, n - j), sum);
    }
    out[i] = sum_of_lanes(sum);
  }
}

static void add_scaled(intptr_t n, T s, const T *x, T *y) {
  for (intptr_t j = 0; j < n; j += LANES) {
    store(y + j, n - j, fused(s, load(x + j, n - j), load(y + j, n - j)));
  }
}

static void scale(intptr_t n, T s, const T *x, T *y) {
  for (intptr_t j = 0; j < n; j += LANES) store(y + j, n - j, s * load(x + j, n - j));
}

// The square of a float is exact in double, so that a fused product would change nothing.
static double sum_of_squares(intptr_t n, const T *x) {
  typedef double wide __attribute__((ext_vector_type(16)));
  wide sum = 0;
  for (intptr_t j = 0; j < n; j += LANES) {
    wide lanes = __builtin_convertvector(load(x + j, n - j), wide);
    sum += lanes * lanes;
  }
  for (int width = LANES / 2; width > 0; width /= 2) {
    for (int i = 0; i < width; i++) sum[i] += sum[i + width];
  }
  return sum[0];
}

// x - x is zero for a finite x and NaN for the others.
static bool all_finite(intptr_t n, const T *x) {
  ivec finite = -1;
  for (intptr_t j = 0; j < n; j += LANES) {
    vec lanes = load(x + j, n - j);
    finite &= lanes - lanes == 0;
  }
  return __builtin_reduce_and(finite) != 0;
}

// The finalizer of SplitMix64 (Steele, Lea and Flood 2014): neighbouring seeds become unrelated
// keys.
INLINE uint64_t scrambled(uint64_t seed) {
  seed += 0x9e3779b97f4a7c15;
  seed = (seed ^ seed >> 30) * 0xbf58476d1ce4e5b9;
  seed = (seed ^ seed >> 27) * 0x94d049bb133111eb;
  return seed ^ seed >> 31;
}

// A hash of the index under a key of 64 bits: multiplications and shifts of 32 bits only, which all
// vector units have.
INLINE uvec32 keyed_hash(uvec32 index, uint64_t key) {
  uvec32 h = index ^ (uint32_t)key;
  h = (h ^ h >> 16) * 0x7feb352du;
  h = (h ^ h >> 15) + (uint32_t)(key >> 32);
  h = (h ^ h >> 16) * 0x846ca68bu;
  h = (h ^ h >> 15) * 0x9e3779b1u;
  return h ^ h >> 16;
}

static void dropout(intptr_t n, uint64_t seed, double rate, const T *x, T *y) {
  const double threshold = rate * 0x1p32;  // of 2^32 hashes, those below it are dropped
  const bool drops_all = threshold >= 0x1p32;
  const uint32_t dropped = threshold <= 0 || drops_all ? 0 : (uint32_t)threshold;
  const T factor = drops_all ? 0 : (T)(1 / (1 - rate));
  const uvec32 lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  uint64_t key = 0;
  for (intptr_t j = 0; j < n; j += LANES) {
    if ((uint32_t)j == 0) key = scrambled(seed ^ scrambled((uint64_t)j >> 32));
    ivec32 keep = keyed_hash((uint32_t)j + lane, key) >= dropped;
    keep &= drops_all ? 0 : -1;
    const vec kept = load(x + j, n - j) * factor;
    store(y + j, n - j, __builtin_convertvector(keep, ivec) ? kept : 0);
  }
}

// With z = exp(-|x|) and q = z / (1 + z): 1 - q for x >= 0, q = z - z q below. Either leaves of the
// error of the quotient only z times as much.
INLINE vec vec_sigmoid(vec x) {
  const vec power = vec_exp(-absolute(x));
  const vec quotient = power / (1 + power);
  const vec factor = x < 0 ? power : 1;
  return fused(-factor, quotient, factor);
}

static void exp_all(intptr_t n, const T *x, T *y) {
  for (intptr_t j = 0; j < n; j += LANES) store(y + j, n - j, vec_exp(load(x + j, n - j)));
}

static void tanh_all(intptr_t n, const T *x, T *y) {
  for (intptr_t j = 0; j < n; j += LANES) store(y + j, n - j, vec_tanh(load(x + j, n - j)));
}

static void sigmoid_all(intptr_t n, const T *x, T *y) {
  for (intptr_t j = 0; j < n; j += LANES) store(y + j, n - j, vec_sigmoid(load(x + j, n - j)));
}

// The greatest element, or the nearest finite number: what to subtract before exp.
INLINE T greatest(intptr_t n, const T *x) {
  vec most = LOWEST;
  for (intptr_t j = 0; j < n; j += LANES) most = larger(load_or(x + j, n - j, LOWEST), most);
  return __builtin_reduce_max(smaller(most, -LOWEST));
}

static T log_sum_exp(intptr_t n, const T *x) {
  const T most = greatest(n, x);
  vec sum = 0;
  for (intptr_t j = 0; j < n; j += LANES) {
    sum += vec_exp(load_or(x + j, n - j, -INFINITY) - most);
  }
  return most + vec_log(sum_of_lanes(sum))[0];
}

static void softmax(intptr_t n, const T *x, T *y) {
  const T most = greatest(n, x);
  vec sum = 0;
  for (intptr_t j = 0; j < n; j += LANES) {
    const vec power = vec_exp(load_or(x + j, n - j, -INFINITY) - most);
    sum += power;
    store(y + j, n - j, power);
  }
  scale(n, 1 / sum_of_lanes(sum), y, y);
}

static void adam(intptr_t n, T *p, const T *g, T *u, T *v, T beta1, T beta2, T rate, T scale,
                 T epsilon, T decay, T shrink) {
  for (intptr_t j = 0; j < n; j += LANES) {
    const intptr_t left = n - j;
    const vec weight = load(p + j, left);
    const vec gradient = fused(decay, weight, load(g + j, left));
    const vec mean = fused(beta1, load(u + j, left), (1 - beta1) * gradient);
    const vec square = fused(beta2, load(v + j, left), (1 - beta2) * gradient * gradient);
    const vec step = rate * mean / fused(__builtin_elementwise_sqrt(square), scale, epsilon);
    store(u + j, left, mean);
    store(v + j, left, square);
    store(p + j, left, fused(shrink, weight, -step));
  }
}
