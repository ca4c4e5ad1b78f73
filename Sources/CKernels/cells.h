// The pointwise parts of the recurrent cells, forward beside backward.
//
// A name with `d` in front is the gradient of the loss by that value; e is the gradient of the
// output from above and from the step after together. The derivative of the sigmoid s is s (1 - s),
// that of the hyperbolic tangent t is 1 - t t.

INLINE vec sigmoid_slope(vec s) { return s * (1 - s); }
INLINE vec tanh_slope(vec t) { return fused(-t, t, 1); }

// c = f c' + i g, output = o tanh(c)     Hochreiter and Schmidhuber 1997, Gers et al. 2000
static void lstm_forward(intptr_t m, intptr_t h, intptr_t first, intptr_t end, T *gates,
                         intptr_t ldg, const T *previous_cell, T *cell, T *tanh_cell, T *output,
                         intptr_t ldo) {
  for (intptr_t row = 0; row < m; row++) {
    for (intptr_t j = first; j < end; j += LANES) {
      const intptr_t left = end - j, at = row * h + j;
      T *const gate = gates + row * ldg + j;
      const vec i = vec_sigmoid(load(gate, left));
      const vec f = vec_sigmoid(load(gate + h, left));
      const vec g = vec_tanh(load(gate + 2 * h, left));
      const vec o = vec_sigmoid(load(gate + 3 * h, left));
      const vec c = fused(f, load(previous_cell + at, left), i * g);
      const vec t = vec_tanh(c);
      store(gate, left, i);
      store(gate + h, left, f);
      store(gate + 2 * h, left, g);
      store(gate + 3 * h, left, o);
      store(cell + at, left, c);
      store(tanh_cell + at, left, t);
      store(output + row * ldo + j, left, o * t);
    }
  }
}

// The way back in time visits rows against the order of memory: those of the step before are asked
// for while this one is computed and its product follows.
INLINE void prefetch_previous_step(intptr_t rows, const T *row, intptr_t ld) {
  __builtin_prefetch(row - rows * ld, 0, 2);
}

static void lstm_backward(intptr_t m, intptr_t h, T *gates, intptr_t ldg, const T *previous_cell,
                          const T *tanh_cell, const T *doutput, intptr_t ldo, T *dstate,
                          T *dcell) {
  for (intptr_t row = 0; row < m; row++) {
    for (intptr_t j = 0; j < h; j += LANES) {
      const intptr_t left = h - j, at = row * h + j;
      T *const gate = gates + row * ldg + j;
      UNROLL for (int block = 0; block < 4; block++) {
        prefetch_previous_step(m, gate + block * h, ldg);
      }
      prefetch_previous_step(m, tanh_cell + at, h);
      prefetch_previous_step(m, previous_cell + at, h);
      prefetch_previous_step(m, doutput + row * ldo + j, ldo);
      const vec i = load(gate, left), f = load(gate + h, left);
      const vec g = load(gate + 2 * h, left), o = load(gate + 3 * h, left);
      const vec t = load(tanh_cell + at, left);
      const vec e = load(doutput + row * ldo + j, left) + load(dstate + at, left);
      const vec dc = fused(e * o, tanh_slope(t), load(dcell + at, left));
      store(gate, left, dc * g * sigmoid_slope(i));
      store(gate + h, left, dc * load(previous_cell + at, left) * sigmoid_slope(f));
      store(gate + 2 * h, left, dc * i * tanh_slope(g));
      store(gate + 3 * h, left, e * t * sigmoid_slope(o));
      store(dcell + at, left, dc * f);
      store(dstate + at, left, 0);
    }
  }
}

// output = (1 - z) n + z previous = n + z (previous - n)     Cho et al. 2014
static void gru_forward(intptr_t m, intptr_t h, intptr_t first, intptr_t end, T *gates,
                        T *recurrent, intptr_t ldg, const T *previous, T *output, intptr_t ldo) {
  for (intptr_t row = 0; row < m; row++) {
    for (intptr_t j = first; j < end; j += LANES) {
      const intptr_t left = end - j, at = row * ldg + j;
      T *const x = gates + at, *const q = recurrent + at;
      const vec r = vec_sigmoid(load(x, left) + load(q, left));
      const vec z = vec_sigmoid(load(x + h, left) + load(q + h, left));
      const vec n = vec_tanh(fused(r, load(q + 2 * h, left), load(x + 2 * h, left)));
      const vec before = load(previous + row * h + j, left);
      store(x, left, r);
      store(x + h, left, z);
      store(x + 2 * h, left, n);
      store(output + row * ldo + j, left, fused(z, before - n, n));
    }
  }
}

static void gru_backward(intptr_t m, intptr_t h, T *gates, T *recurrent, intptr_t ldg,
                         const T *previous, const T *doutput, intptr_t ldo, T *dstate) {
  for (intptr_t row = 0; row < m; row++) {
    for (intptr_t j = 0; j < h; j += LANES) {
      const intptr_t left = h - j, at = row * ldg + j;
      T *const x = gates + at, *const q = recurrent + at, *const ds = dstate + row * h + j;
      const vec r = load(x, left), z = load(x + h, left), n = load(x + 2 * h, left);
      const vec e = load(doutput + row * ldo + j, left) + load(ds, left);
      const vec dn = e * (1 - z) * tanh_slope(n);
      const vec dz = e * (load(previous + row * h + j, left) - n) * sigmoid_slope(z);
      const vec dr = dn * load(q + 2 * h, left) * sigmoid_slope(r);
      store(x, left, dr);
      store(x + h, left, dz);
      store(x + 2 * h, left, dn);
      store(q, left, dr);
      store(q + h, left, dz);
      store(q + 2 * h, left, dn * r);
      store(ds, left, e * z);
    }
  }
}

// output = tanh(gate) or max(0, gate)     Elman 1990
static void rnn_forward(intptr_t m, intptr_t first, intptr_t end, bool relu, T *gates,
                        intptr_t ldg, T *output, intptr_t ldo) {
  for (intptr_t row = 0; row < m; row++) {
    for (intptr_t j = first; j < end; j += LANES) {
      const intptr_t left = end - j;
      T *const gate = gates + row * ldg + j;
      const vec x = load(gate, left);
      const vec y = relu ? larger(0, x) : vec_tanh(x);
      store(gate, left, y);
      store(output + row * ldo + j, left, y);
    }
  }
}

static void rnn_backward(intptr_t m, intptr_t h, bool relu, T *gates, intptr_t ldg,
                         const T *doutput, intptr_t ldo, T *dstate) {
  for (intptr_t row = 0; row < m; row++) {
    for (intptr_t j = 0; j < h; j += LANES) {
      const intptr_t left = h - j, at = row * h + j;
      T *const gate = gates + row * ldg + j;
      const vec y = load(gate, left);
      const vec e = load(doutput + row * ldo + j, left) + load(dstate + at, left);
      store(gate, left, relu ? (y > 0 ? e : 0) : e * tanh_slope(y));
      store(dstate + at, left, 0);
    }
  }
}
