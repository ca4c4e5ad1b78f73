// exp, tanh and log of the C library, lane by lane.

#define LOWEST (-DBL_MAX)

INLINE vec vec_exp(vec x) {
  for (int i = 0; i < LANES; i++) x[i] = exp(x[i]);
  return x;
}

INLINE vec vec_tanh(vec x) {
  for (int i = 0; i < LANES; i++) x[i] = tanh(x[i]);
  return x;
}

INLINE vec vec_log(vec x) {
  for (int i = 0; i < LANES; i++) x[i] = log(x[i]);
  return x;
}
