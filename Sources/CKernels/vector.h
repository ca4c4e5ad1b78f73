// The vocabulary of the kernels: sixteen lanes of T, whatever the machine. The compiler splits a
// vector into the registers there are, so that every instruction set adds and rounds in the same
// order and only their width and the fused product differ.

// A product and a sum round separately unless `fused` says otherwise.
#pragma STDC FP_CONTRACT OFF

// How vectors are passed does not matter where every function that takes one is inlined.
#pragma clang diagnostic ignored "-Wpsabi"

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

enum { LANES = 16 };
typedef T vec __attribute__((ext_vector_type(16)));
typedef T loose_vec __attribute__((ext_vector_type(16), aligned(sizeof(T)), may_alias));
typedef T aligned_vec __attribute__((ext_vector_type(16), aligned(64), may_alias));
typedef INTEGER ivec __attribute__((ext_vector_type(16)));  // the bits of a vec; masks are 0 or -1
typedef int32_t ivec32 __attribute__((ext_vector_type(16)));
typedef uint32_t uvec32 __attribute__((ext_vector_type(16)));

INLINE intptr_t smallest(intptr_t a, intptr_t b) { return a < b ? a : b; }

static void copy_partial(intptr_t count, const T *from, T *to) {
  for (intptr_t i = 0; i < count; i++) to[i] = from[i];
}

// The machine's own masked moves, if its source file has some: `count` elements, from none to 15.
#ifndef LOAD_PARTIAL
#define LOAD_PARTIAL copy_partial
#define STORE_PARTIAL copy_partial
#endif

// Sixteen lanes from p of which only `count` exist when count < 16; the others are `fill`.
INLINE vec load_or(const T *p, intptr_t count, T fill) {
  if (count >= LANES) return *(const loose_vec *)p;
  vec lanes = fill;
  LOAD_PARTIAL(count, p, (T *)&lanes);
  return lanes;
}

INLINE vec load(const T *p, intptr_t count) { return load_or(p, count, 0); }

INLINE void store(T *p, intptr_t count, vec lanes) {
  if (count >= LANES) {
    *(loose_vec *)p = lanes;
  } else {
    STORE_PARTIAL(count, (const T *)&lanes, p);
  }
}

// a * b + c, rounded once where the machine can.
INLINE vec fused(vec a, vec b, vec c) {
#if FUSED
  return __builtin_elementwise_fma(a, b, c);
#else
  return a * b + c;
#endif
}

// b where the two do not compare, so that a NaN in b survives.
INLINE vec larger(vec a, vec b) { return a > b ? a : b; }
INLINE vec smaller(vec a, vec b) { return a < b ? a : b; }

INLINE ivec bits(vec x) { return (ivec)x; }
INLINE vec from_bits(ivec x) { return (vec)x; }
INLINE vec absolute(vec x) { return __builtin_elementwise_abs(x); }
INLINE vec copy_sign(vec magnitude, vec sign) {
  return __builtin_elementwise_copysign(magnitude, sign);
}

// The sum of the lanes by halves: lane i and i + 8, then i and i + 4, and so on.
INLINE T sum_of_lanes(vec x) {
  UNROLL for (int width = LANES / 2; width > 0; width /= 2) {
    UNROLL for (int i = 0; i < width; i++) x[i] += x[i + width];
  }
  return x[0];
}
