// The kernels as a template: a source file that includes it defines
//   TABLE, TABLE_TYPE, NAME   the table to fill
//   T, INTEGER                the scalar, the signed integer of its size
//   FUNCTIONS                 the header with vec_exp, vec_tanh, vec_log and LOWEST, the least T
//   FUSED                     whether the machine has a fused product
//   TILE_ROWS, PANEL_VECTORS  the tile of a product that its registers hold
//   WIDE_ROWS                 the rows of a tile of two panels, where such tiles fit, too
//   SCALE_BY_POWER            x 2^n of vectors in one, if it has that
//   LOAD_PARTIAL, STORE_PARTIAL  masked moves of fewer than sixteen elements, if it has them
//   INT8_OFFSET, dot_int8    products of bytes, if it has some: see gemm_quantized.h
//   HAS_BFLOAT16_DOT, dot_bfloat16      products of bfloat16, if it has some: see gemm_bfloat16.h
//   HAS_AMX                 whether a matrix unit computes those: see gemm_amx.h
// and stands, where it may use more than the baseline, inside a `#pragma clang attribute`.

#include "vector.h"

#include FUNCTIONS

#include "gemm.h"

#include "gemm_quantized.h"

#include "gemm_bfloat16.h"

#include "elementwise.h"

#include "cells.h"

#include "crf.h"

const TABLE_TYPE TABLE = {
    .name = NAME,
    .panel_width = PANEL_WIDTH,
    .pack = pack,
    .pack_transposed = pack_transposed,
    .multiply = multiply,
    .multiply_transposed = multiply_transposed,
    .to_bfloat16 = to_bfloat16,
    .multiply_bfloat16_weights = multiply_bfloat16_weights,
    .interleave_bfloat16 = interleave_bfloat16,
    .multiply_bfloat16 = multiply_bfloat16,
    .multiply_transposed_bfloat16 = multiply_transposed_bfloat16,
    .int8_panel_bytes = int8_panel_bytes,
    .pack_int8 = pack_int8,
    .multiply_int8 = multiply_int8,
    .add_column_sums = add_column_sums,
    .add_rows = add_rows,
    .dot_rows = dot_rows,
    .add_scaled = add_scaled,
    .scale = scale,
    .sum_of_squares = sum_of_squares,
    .fma_chain_count = TILE_ROWS * PANEL_VECTORS * LANES,
    .fma_chains = fma_chains,
    .all_finite = all_finite,
    .dropout = dropout,
    .exp = exp_all,
    .tanh = tanh_all,
    .sigmoid = sigmoid_all,
    .log_sum_exp = log_sum_exp,
    .softmax = softmax,
    .lstm_forward = lstm_forward,
    .lstm_backward = lstm_backward,
    .gru_forward = gru_forward,
    .gru_backward = gru_backward,
    .rnn_forward = rnn_forward,
    .rnn_backward = rnn_backward,
    .log_multiply = log_multiply,
    .max_multiply = max_multiply,
    .add_exp_sums = add_exp_sums,
    .adam = adam,
};
