// The kernels, written once with clang's vector extensions; each kernels_<isa>.c includes this file with
//   DK_NAME(f), DK_ISA_NAME   the functions' names and the table's
//   WIDTH                     floats in a vector
//   TILE_ROWS, TILE_VECTORS   the matrix product's register tile: rows x vectors
//   ROW_VECTORS               vectors of the tile of a product with a single row
#include <string.h>
#if WIDTH == 16
#include <immintrin.h>
#endif

#include "digit_kernels.h"

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")
#define VECTORIZE _Pragma("clang loop vectorize(enable) interleave(enable)")

typedef float vector __attribute__((ext_vector_type(WIDTH)));
typedef float loose_vector __attribute__((ext_vector_type(WIDTH), aligned(4)));
typedef int32_t int_vector __attribute__((ext_vector_type(WIDTH)));
typedef uint8_t byte_vector __attribute__((ext_vector_type(WIDTH)));
typedef uint8_t loose_byte_vector __attribute__((ext_vector_type(WIDTH), aligned(1)));

INLINE vector load(const float *p) { return *(const loose_vector *)p; }
INLINE void store(float *p, vector v) { *(loose_vector *)p = v; }
INLINE vector splat(float x) { return (vector)(x); }

#include "kernels_gemm.inc.h"
#include "kernels_pool.inc.h"
#include "kernels_winograd.inc.h"
#include "kernels_winograd_gradient.inc.h"
#include "kernels_max_pool.inc.h"
#include "kernels_sparse.inc.h"
#include "kernels_winners.inc.h"
#include "kernels_elementwise.inc.h"
#include "kernels_normalization.inc.h"

#define WINOGRAD(size)                                                                                                    \
    {DK_NAME(winograd##size##_kernel), DK_NAME(winograd##size##_input), DK_NAME(winograd##size##_output),                 \
     DK_NAME(winograd##size##_gradient), DK_NAME(winograd##size##_kernel_gradient)}

const dk_kernels DK_NAME(kernels) = {
    .name = DK_ISA_NAME,
    .gemm = DK_NAME(gemm),
    .list_nonzeros = DK_NAME(list_nonzeros),
    .sparse_gemm = DK_NAME(sparse_gemm),
    .transpose = DK_NAME(transpose),
    .sum = DK_NAME(sum),
    .conv3x3_one_channel_pool = DK_NAME(conv3x3_one_channel_pool),
    .conv3x3_one_channel_pool_backward = DK_NAME(conv3x3_one_channel_pool_backward),
    .winograd4 = WINOGRAD(4),
    .winograd5 = WINOGRAD(5),
    .winograd6 = WINOGRAD(6),
    .bias_pool = DK_NAME(bias_pool),
    .max_pool = DK_NAME(max_pool),
    .max_pool_backward = DK_NAME(max_pool_backward),
    .pool_winners = DK_NAME(pool_winners),
    .winners_by_channel = DK_NAME(winners_by_channel),
    .winners_to_kernel = DK_NAME(winners_to_kernel),
    .winners_to_image = DK_NAME(winners_to_image),
    .stream = DK_NAME(stream),
    .adam = DK_NAME(adam),
    .add_bias = DK_NAME(add_bias),
    .scale_bytes = DK_NAME(scale_bytes),
    .relu_backward = DK_NAME(relu_backward),
    .add_rows = DK_NAME(add_rows),
    .scale_rows = DK_NAME(scale_rows),
    .moment_sums = DK_NAME(moment_sums),
    .normalization_sums = DK_NAME(normalization_sums),
    .normalization_backward = DK_NAME(normalization_backward),
    .dropout = DK_NAME(dropout),
    .dropout_backward = DK_NAME(dropout_backward),
};
