// The gradient of a kernel by Winograd's points: the transposed transforms of `kernels_winograd.inc.h`. With X the points of the
// input and Y those of the output's gradient, kernel gradient = Gᵀ (sum over the tiles of X Y) G, as many products as the
// convolution has.

// A t: the transpose of OUTPUT_SIDE_4. Point i gets the sum of the i-th point's powers times the values.
#define GRADIENT_SIDE_4(t, to)                                                         \
    do {                                                                               \
        const __typeof__(t[0]) even = t[0] + t[2], odd = t[1] + t[3];                  \
        const __typeof__(t[0]) far = t[0] + 4 * t[2], far_odd = 2 * t[1] + 8 * t[3];   \
        to[0] = t[0];                                                                  \
        to[1] = even + odd;                                                            \
        to[2] = even - odd;                                                            \
        to[3] = far + far_odd;                                                         \
        to[4] = far - far_odd;                                                         \
        to[5] = t[3];                                                                  \
    } while (0)

#define GRADIENT_SIDE_5(t, to)                                                                 \
    do {                                                                                       \
        const __typeof__(t[0]) even = t[0] + t[2] + t[4], odd = t[1] + t[3];                   \
        const __typeof__(t[0]) far = t[0] + 4 * t[2] + 16 * t[4], far_odd = 2 * t[1] + 8 * t[3]; \
        to[0] = t[0];                                                                          \
        to[1] = even + odd;                                                                    \
        to[2] = even - odd;                                                                    \
        to[3] = far + far_odd;                                                                 \
        to[4] = far - far_odd;                                                                 \
        to[5] = t[0] + 0.5f * t[1] + 0.25f * t[2] + 0.125f * t[3] + 0.0625f * t[4];            \
        to[6] = t[4];                                                                          \
    } while (0)

#define GRADIENT_SIDE_6(t, to)                                                                              \
    do {                                                                                                    \
        const __typeof__(t[0]) even = t[0] + t[2] + t[4], odd = t[1] + t[3] + t[5];                         \
        const __typeof__(t[0]) far = t[0] + 4 * t[2] + 16 * t[4], far_odd = 2 * t[1] + 8 * t[3] + 32 * t[5]; \
        const __typeof__(t[0]) at_half = t[0] + 0.25f * t[2] + 0.0625f * t[4];                              \
        const __typeof__(t[0]) at_half_odd = 0.5f * t[1] + 0.125f * t[3] + 0.03125f * t[5];                 \
        to[0] = t[0];                                                                                       \
        to[1] = even + odd;                                                                                 \
        to[2] = even - odd;                                                                                 \
        to[3] = far + far_odd;                                                                              \
        to[4] = far - far_odd;                                                                              \
        to[5] = at_half + at_half_odd;                                                                      \
        to[6] = at_half - at_half_odd;                                                                      \
        to[7] = t[5];                                                                                       \
    } while (0)

// Gᵀ p: the transpose of KERNEL_SIDE_4.
#define KERNEL_GRADIENT_SIDE_4(p, to)                                                               \
    do {                                                                                            \
        const __typeof__(p[0]) near = (1.0f / 6) * (p[1] + p[2]), far = p[3] + p[4];                \
        to[0] = 0.25f * p[0] - near + (1.0f / 24) * far;                                            \
        to[1] = (1.0f / 6) * (p[2] - p[1]) + (1.0f / 12) * (p[3] - p[4]);                           \
        to[2] = (1.0f / 6) * far - near + p[5];                                                     \
    } while (0)

#define KERNEL_GRADIENT_SIDE_5(p, to)                                                                                    \
    do {                                                                                                                 \
        const __typeof__(p[0]) one = (1.0f / 3) * p[1], minus_one = (1.0f / 9) * p[2];                                   \
        const __typeof__(p[0]) two = (1.0f / 36) * p[3], minus_two = (1.0f / 60) * p[4], middle = (8.0f / 45) * p[5];      \
        to[0] = minus_one - 0.5f * p[0] - one + two - minus_two + 4 * middle;                                              \
        to[1] = 2 * (two + minus_two + middle) - one - minus_one;                                                          \
        to[2] = minus_one - one + 4 * (two - minus_two) + middle + p[6];                                                   \
    } while (0)

#define KERNEL_GRADIENT_SIDE_6(p, to)                                                                                    \
    do {                                                                                                                 \
        const __typeof__(p[0]) near = (2.0f / 9) * (p[1] + p[2]), near_odd = (2.0f / 9) * (p[1] - p[2]);                 \
        const __typeof__(p[0]) far = (1.0f / 90) * (p[3] + p[4]), far_odd = (1.0f / 90) * (p[3] - p[4]);                 \
        const __typeof__(p[0]) middle = (8.0f / 45) * (p[5] + p[6]), middle_odd = (8.0f / 45) * (p[5] - p[6]);               \
        to[0] = far - p[0] - near + 4 * middle;                                                                            \
        to[1] = 2 * (far_odd + middle_odd) - near_odd;                                                                     \
        to[2] = 4 * far - near + middle + p[7];                                                                            \
    } while (0)

// The points of one tile of an output's gradient, of which the first rows and columns belong to other tiles.
#define GRADIENT_TILE(OUT, IN, type, load, store)                                                                          \
    do {                                                                                                                   \
        type half[OUT][IN];                                                                                                \
        UNROLL for (int x = 0; x < OUT; x++) {                                                                             \
            type column[OUT];                                                                                              \
            UNROLL for (int y = 0; y < OUT; y++) {                                                                         \
                column[y] = y < skipped_rows || x < skipped_columns ? (type)(0) : load(from + y * row_stride + x * filters + f); \
            }                                                                                                              \
            GRADIENT_SIDE_##OUT(column, half[x]);                                                                          \
        }                                                                                                                  \
        UNROLL for (int y = 0; y < IN; y++) {                                                                              \
            type row[OUT], point[IN];                                                                                      \
            UNROLL for (int x = 0; x < OUT; x++) row[x] = half[x][y];                                                      \
            GRADIENT_SIDE_##OUT(row, point);                                                                               \
            UNROLL for (int x = 0; x < IN; x++) store(to + (IN * y + x) * point_stride + f, point[x]);                     \
        }                                                                                                                  \
    } while (0)

// The nine taps of some kernels' gradients, likewise.
#define KERNEL_GRADIENT(OUT, IN, type, load, store)                                                                        \
    do {                                                                                                                   \
        type half[IN][3];                                                                                                  \
        UNROLL for (int x = 0; x < IN; x++) {                                                                              \
            type column[IN];                                                                                               \
            UNROLL for (int y = 0; y < IN; y++) column[y] = load(from + (IN * y + x) * point_stride + f);                  \
            KERNEL_GRADIENT_SIDE_##OUT(column, half[x]);                                                                   \
        }                                                                                                                  \
        UNROLL for (int y = 0; y < 3; y++) {                                                                               \
            type row[IN], taps[3];                                                                                         \
            UNROLL for (int x = 0; x < IN; x++) row[x] = half[x][y];                                                       \
            KERNEL_GRADIENT_SIDE_##OUT(row, taps);                                                                         \
            UNROLL for (int x = 0; x < 3; x++) {                                                                           \
                float *target = to + (3 * y + x) * channels * filters + f;                                                 \
                store(target, accumulate ? load(target) + taps[x] : taps[x]);                                              \
            }                                                                                                              \
        }                                                                                                                  \
    } while (0)

// The two transforms for tiles of OUT x OUT.
#define DEFINE_WINOGRAD_GRADIENT(OUT, IN)                                                                                     \
    static void DK_NAME(winograd##OUT##_gradient)(ptrdiff_t tiles, ptrdiff_t block, ptrdiff_t filters, ptrdiff_t row_stride,  \
                                                  const int32_t *restrict outputs, const uint8_t *restrict skipped,           \
                                                  const float *restrict gradient, ptrdiff_t point_stride,                     \
                                                  float *restrict points) {                                                   \
        for (ptrdiff_t t = 0; t < tiles; t++) {                                                                               \
            const float *restrict from = gradient + outputs[t];                                                               \
            float *restrict to = points + t * block;                                                                          \
            const int skipped_rows = skipped[2 * t], skipped_columns = skipped[2 * t + 1];                                    \
            ptrdiff_t f = 0;                                                                                                  \
            for (; f + WIDTH <= block; f += WIDTH) GRADIENT_TILE(OUT, IN, vector, load, store);                               \
            for (; f < block; f++) GRADIENT_TILE(OUT, IN, float, load_one, store_one);                                        \
        }                                                                                                                     \
    }                                                                                                                         \
                                                                                                                              \
    static void DK_NAME(winograd##OUT##_kernel_gradient)(ptrdiff_t channels, ptrdiff_t block, ptrdiff_t filters,              \
                                                         ptrdiff_t point_stride, const float *restrict points,                \
                                                         float *restrict kernel, int accumulate) {                            \
        for (ptrdiff_t c = 0; c < channels; c++) {                                                                            \
            const float *restrict from = points + c * block;                                                                  \
            float *restrict to = kernel + c * filters;                                                                        \
            ptrdiff_t f = 0;                                                                                                  \
            for (; f + WIDTH <= block; f += WIDTH) KERNEL_GRADIENT(OUT, IN, vector, load, store);                             \
            for (; f < block; f++) KERNEL_GRADIENT(OUT, IN, float, load_one, store_one);                                      \
        }                                                                                                                     \
    }
DEFINE_WINOGRAD_GRADIENT(4, 6)
DEFINE_WINOGRAD_GRADIENT(5, 7)
DEFINE_WINOGRAD_GRADIENT(6, 8)
#undef DEFINE_WINOGRAD_GRADIENT
