// The recursions of a linear chain: products of a row a[k] and a matrix b[k, n] in other semirings
// (Lafferty, McCallum and Pereira 2001). Scores near -1e30 stand for what is forbidden.

static void log_multiply(intptr_t k, intptr_t n, const T *a, const T *b, intptr_t ldb, T *out) {
  for (intptr_t j = 0; j < n; j += LANES) {
    const intptr_t left = n - j;
    vec most = LOWEST, sum = 0;
    for (intptr_t i = 0; i < k; i++) most = larger(a[i] + load(b + i * ldb + j, left), most);
    most = smaller(most, -LOWEST);
    for (intptr_t i = 0; i < k; i++) {
      sum += vec_exp(a[i] + load(b + i * ldb + j, left) - most);
    }
    store(out + j, left, most + vec_log(sum));
  }
}

static void max_multiply(intptr_t k, intptr_t n, const T *a, const T *b, intptr_t ldb, T *out,
                         int32_t *from) {
  for (intptr_t j = 0; j < n; j += LANES) {
    const intptr_t left = n - j;
    vec most = -INFINITY;
    ivec first = 0;
    for (intptr_t i = 0; i < k; i++) {
      const vec score = a[i] + load(b + i * ldb + j, left);
      const ivec better = score > most;
      most = better ? score : most;
      first = better ? (ivec)i : first;
    }
    store(out + j, left, most);
    for (intptr_t lane = 0; lane < LANES && lane < left; lane++) from[j + lane] = first[lane];
  }
}

static void add_exp_sums(intptr_t k, intptr_t n, const T *a, const T *b, intptr_t ldb, const T *c,
                         T *sums, intptr_t lds) {
  for (intptr_t i = 0; i < k; i++) {
    for (intptr_t j = 0; j < n; j += LANES) {
      const intptr_t left = n - j;
      const vec score = a[i] + load(b + i * ldb + j, left) + load(c + j, left);
      T *const sum = sums + i * lds + j;
      store(sum, left, load(sum, left) + vec_exp(score));
    }
  }
}
