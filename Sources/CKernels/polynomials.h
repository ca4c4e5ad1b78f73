// exp, tanh and log of floats, within two units in the last place for every float; infinities and
// NaN give what libm gives. The polynomials are minimax (Remez); conversions go through the bits of
// a float, because every machine has those and NaN is no trap there.

#define LOWEST (-FLT_MAX)

// x = n log 2 + r with |r| <= log(2) / 2, for |x| < 2^21. Returns r and n.
// Adding 1.5 * 2^23 rounds x / log 2 to an integer and leaves it in the low bits of the sum.
// log 2 is split so that n times its first part is exact.
INLINE vec reduce(vec x, ivec *n) {
  const vec shift = 0x1.8p23f;
  const vec shifted = fused(x, 0x1.715476p0f, shift);
  const vec whole = shifted - shift;
  *n = bits(shifted) - bits(shift);
  return fused(whole, 0x1.bd0106p-13f, fused(whole, -0x1.63p-1f, x));
}

// (e^r - 1 - r) / r for a reduced r
INLINE vec remainder_of_exp(vec r) {
  vec p = 0x1.6d9932p-10f;
  p = fused(p, r, 0x1.12281cp-7f);
  p = fused(p, r, 0x1.555486p-5f);
  p = fused(p, r, 0x1.5554bp-3f);
  return fused(p, r, 0.5f) * r;
}

// 2^n for -126 <= n <= 127
INLINE vec power_of_two(ivec n) { return from_bits((n + 127) << 23); }

// x 2^n, rounded once.
#ifdef SCALE_BY_POWER
INLINE vec scale_by_power(vec x, ivec n) { return SCALE_BY_POWER(x, n); }
#else
// In two steps, since 2^n may be too great or too small for a float where the result is not.
INLINE vec scale_by_power(vec x, ivec n) {
  const ivec half = n >> 1;
  return x * power_of_two(half) * power_of_two(n - half);
}
#endif

// 1 + r rounds; what it loses is added with the remainder.
INLINE vec vec_exp(vec x) {
  ivec n;
  const vec r = reduce(smaller(89, larger(-104, x)), &n);
  const vec sum = 1 + r;
  const vec power = sum + fused(remainder_of_exp(r), r, r - (sum - 1));
  return scale_by_power(power, n);
}

// tanh |x| = -expm1(y) / (exp(y) + 1) with y = -2|x|, which keeps every digit of a small x. Both
// are made from expm1(r), so that neither carries the rounding of the other.
INLINE vec vec_tanh(vec x) {
  ivec n;
  const vec r = reduce(larger(-20, -2 * absolute(x)), &n);
  const vec power = power_of_two(n), p = fused(remainder_of_exp(r), r, r);
  return copy_sign(fused(power, p, power - 1) / fused(power, p, power + 1), x);
}

// x = 2^e (1 + f) with sqrt(1/2) <= 1 + f < sqrt(2), and s = f / (2 + f):
// log(1 + f) = 2 s + s^3 P(s^2) = f - s (f - s^2 P(s^2)). For x = 0 and normal x > 0.
INLINE vec vec_log(vec x) {
  const ivec e = (bits(x) - 0x3f3504f3) >> 23;
  const vec f = from_bits(bits(x) - (e << 23)) - 1;
  const vec s = f / (2 + f), z = s * s, whole = __builtin_convertvector(e, vec);
  vec p = 0x1.31e8acp-2f;
  p = fused(p, z, 0x1.995e8cp-2f);
  p = fused(p, z, 0x1.55557ap-1f);
  const vec small = fused(whole, -0x1.bd0106p-13f, f - s * fused(-z, p, f));
  const vec result = fused(whole, 0x1.63p-1f, small);
  return x > 0 ? (x < INFINITY ? result : x) : (x == 0 ? -INFINITY : x);
}
