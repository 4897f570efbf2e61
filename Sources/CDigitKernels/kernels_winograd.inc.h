// Winograd's minimal filtering (Lavin and Gray 2015): an output tile from fewer products than the convolution has.
// F(4x4, 3x3) makes a 4x4 tile from a 6x6 patch with 36 products instead of 144, F(5x5, 3x3) a 5x5 tile from a 7x7 patch with
// 49 instead of 225, F(6x6, 3x3) a 6x6 tile from an 8x8 patch with 64 instead of 324. Their points are 0, ±1, ±2, then ½, -½,
// and infinity.
//
//   points of the kernel  G g Gᵀ,  of the input  Bᵀ d B,  tile  Aᵀ (products) A
//
// Each function below is one side of these products, applied to columns and then to rows.

// Bᵀ d for F(4, 3): [4 0 -5 0 1 0; 0 -4 -4 1 1 0; 0 4 -4 -1 1 0; 0 -2 -1 2 1 0; 0 2 -1 -2 1 0; 0 4 0 -5 0 1]
#define INPUT_SIDE_4(d, to)                                                        \
    do {                                                                           \
        const __typeof__(d[0]) even = d[4] - 4 * d[2], odd = d[3] - 4 * d[1];      \
        const __typeof__(d[0]) outer = d[4] - d[2], inner = 2 * (d[3] - d[1]);     \
        to[0] = 4 * d[0] - 5 * d[2] + d[4];                                        \
        to[1] = even + odd;                                                        \
        to[2] = even - odd;                                                        \
        to[3] = outer + inner;                                                     \
        to[4] = outer - inner;                                                     \
        to[5] = 4 * d[1] - 5 * d[3] + d[5];                                        \
    } while (0)

// Bᵀ d for F(5, 3): the point ½, which F(4, 3) lacks, is a factor x - ½ in all other rows.
#define INPUT_SIDE_5(d, to)                                                        \
    do {                                                                           \
        __typeof__(d[0]) shifted[6], four[6];                                      \
        UNROLL for (int i = 0; i < 6; i++) shifted[i] = d[i + 1] - 0.5f * d[i];    \
        INPUT_SIDE_4(shifted, four);                                               \
        UNROLL for (int i = 0; i < 5; i++) to[i] = four[i];                        \
        to[5] = 4 * d[1] - 5 * d[3] + d[5];                                        \
        to[6] = four[5];                                                           \
    } while (0)

// Bᵀ d for F(6, 3), with the points ½ and -½ too.
#define INPUT_SIDE_6(d, to)                                                                                    \
    do {                                                                                                       \
        const __typeof__(d[0]) even = d[2] + d[6] - 4.25f * d[4], odd = d[1] + d[5] - 4.25f * d[3];            \
        const __typeof__(d[0]) outer = 0.25f * d[2] - 1.25f * d[4] + d[6], inner = 0.5f * d[1] - 2.5f * d[3] + 2 * d[5]; \
        const __typeof__(d[0]) at_half = 4 * d[2] - 5 * d[4] + d[6], at_half_odd = 2 * d[1] - 2.5f * d[3] + 0.5f * d[5]; \
        to[0] = 5.25f * (d[2] - d[4]) + (d[6] - d[0]);                                                         \
        to[1] = even + odd;                                                                                    \
        to[2] = even - odd;                                                                                    \
        to[3] = outer + inner;                                                                                 \
        to[4] = outer - inner;                                                                                 \
        to[5] = at_half + at_half_odd;                                                                               \
        to[6] = at_half - at_half_odd;                                                                               \
        to[7] = 5.25f * (d[3] - d[5]) + (d[7] - d[1]);                                                         \
    } while (0)

// G g for F(4, 3): [¼ 0 0; -⅙ -⅙ -⅙; -⅙ ⅙ -⅙; 1/24 1/12 ⅙; 1/24 -1/12 ⅙; 0 0 1]
#define KERNEL_SIDE_4(g, to)                                              \
    do {                                                                  \
        to[0] = 0.25f * g[0];                                             \
        to[1] = (-1.0f / 6) * (g[0] + g[1] + g[2]);                       \
        to[2] = (-1.0f / 6) * (g[0] - g[1] + g[2]);                       \
        to[3] = (1.0f / 24) * g[0] + (1.0f / 12) * g[1] + (1.0f / 6) * g[2]; \
        to[4] = (1.0f / 24) * g[0] - (1.0f / 12) * g[1] + (1.0f / 6) * g[2]; \
        to[5] = g[2];                                                     \
    } while (0)

// G g for F(5, 3): [-½ 0 0; -⅓ -⅓ -⅓; 1/9 -1/9 1/9; 1/36 1/18 1/9; -1/60 1/30 -1/15; 32/45 16/45 8/45; 0 0 1]
#define KERNEL_SIDE_5(g, to)                                                    \
    do {                                                                        \
        to[0] = -0.5f * g[0];                                                   \
        to[1] = (-1.0f / 3) * (g[0] + g[1] + g[2]);                             \
        to[2] = (1.0f / 9) * (g[0] - g[1] + g[2]);                              \
        to[3] = (1.0f / 36) * g[0] + (1.0f / 18) * g[1] + (1.0f / 9) * g[2];    \
        to[4] = (-1.0f / 60) * g[0] + (1.0f / 30) * g[1] - (1.0f / 15) * g[2];  \
        to[5] = (32.0f / 45) * g[0] + (16.0f / 45) * g[1] + (8.0f / 45) * g[2]; \
        to[6] = g[2];                                                           \
    } while (0)

// G g for F(6, 3): [-1 0 0; -2/9 ∓2/9 -2/9; 1/90 ±1/45 2/45; 32/45 ±16/45 8/45; 0 0 1]
#define KERNEL_SIDE_6(g, to)                                                    \
    do {                                                                        \
        to[0] = -g[0];                                                          \
        to[1] = (-2.0f / 9) * (g[0] + g[1] + g[2]);                             \
        to[2] = (-2.0f / 9) * (g[0] - g[1] + g[2]);                             \
        to[3] = (1.0f / 90) * g[0] + (1.0f / 45) * g[1] + (2.0f / 45) * g[2];   \
        to[4] = (1.0f / 90) * g[0] - (1.0f / 45) * g[1] + (2.0f / 45) * g[2];   \
        to[5] = (32.0f / 45) * g[0] + (16.0f / 45) * g[1] + (8.0f / 45) * g[2]; \
        to[6] = (32.0f / 45) * g[0] - (16.0f / 45) * g[1] + (8.0f / 45) * g[2]; \
        to[7] = g[2];                                                           \
    } while (0)

// Aᵀ m for F(4, 3): [1 1 1 1 1 0; 0 1 -1 2 -2 0; 0 1 1 4 4 0; 0 1 -1 8 -8 1]
#define OUTPUT_SIDE_4(m, to)                                                           \
    do {                                                                               \
        const __typeof__(m[0]) near = m[1] + m[2], near_odd = m[1] - m[2];             \
        const __typeof__(m[0]) far = m[3] + m[4], far_odd = m[3] - m[4];               \
        to[0] = m[0] + near + far;                                                     \
        to[1] = near_odd + 2 * far_odd;                                                \
        to[2] = near + 4 * far;                                                        \
        to[3] = near_odd + 8 * far_odd + m[5];                                         \
    } while (0)

// Aᵀ m for F(5, 3): row i has the i-th powers of 0, 1, -1, 2, -2, ½.
#define OUTPUT_SIDE_5(m, to)                                                           \
    do {                                                                               \
        const __typeof__(m[0]) near = m[1] + m[2], near_odd = m[1] - m[2];             \
        const __typeof__(m[0]) far = m[3] + m[4], far_odd = m[3] - m[4];               \
        to[0] = m[0] + near + far + m[5];                                              \
        to[1] = near_odd + 2 * far_odd + 0.5f * m[5];                                  \
        to[2] = near + 4 * far + 0.25f * m[5];                                         \
        to[3] = near_odd + 8 * far_odd + 0.125f * m[5];                                \
        to[4] = near + 16 * far + 0.0625f * m[5] + m[6];                               \
    } while (0)

// Aᵀ m for F(6, 3): row i has the i-th powers of 0, 1, -1, 2, -2, ½, -½.
#define OUTPUT_SIDE_6(m, to)                                                           \
    do {                                                                               \
        const __typeof__(m[0]) near = m[1] + m[2], near_odd = m[1] - m[2];             \
        const __typeof__(m[0]) far = m[3] + m[4], far_odd = m[3] - m[4];               \
        const __typeof__(m[0]) at_half = m[5] + m[6], at_half_odd = m[5] - m[6];             \
        to[0] = m[0] + near + far + at_half;                                              \
        to[1] = near_odd + 2 * far_odd + 0.5f * at_half_odd;                              \
        to[2] = near + 4 * far + 0.25f * at_half;                                         \
        to[3] = near_odd + 8 * far_odd + 0.125f * at_half_odd;                            \
        to[4] = near + 16 * far + 0.0625f * at_half;                                      \
        to[5] = near_odd + 32 * far_odd + 0.03125f * at_half_odd + m[7];                  \
    } while (0)

INLINE float load_one(const float *p) { return *p; }
INLINE void store_one(float *p, float x) { *p = x; }

// The points of one patch, for as many channels at a time as `type` holds.
#define INPUT_TILE(OUT, IN, type, load, store)                                                                             \
    do {                                                                                                                   \
        type half[IN][IN];                                                                                                 \
        UNROLL for (int x = 0; x < IN; x++) {                                                                              \
            type column[IN];                                                                                               \
            UNROLL for (int y = 0; y < IN; y++) column[y] = load(patch + y * row_stride + x * channels + c);               \
            INPUT_SIDE_##OUT(column, half[x]);                                                                             \
        }                                                                                                                  \
        UNROLL for (int y = 0; y < IN; y++) {                                                                              \
            type row[IN], point[IN];                                                                                       \
            UNROLL for (int x = 0; x < IN; x++) row[x] = half[x][y];                                                       \
            INPUT_SIDE_##OUT(row, point);                                                                                  \
            UNROLL for (int x = 0; x < IN; x++) store(to + (IN * y + x) * point_stride + c, point[x]);                     \
        }                                                                                                                  \
    } while (0)

// The outputs of one tile, likewise.
#define OUTPUT_TILE(OUT, IN, type, load, store)                                                                            \
    do {                                                                                                                   \
        type half[IN][OUT];                                                                                                \
        UNROLL for (int x = 0; x < IN; x++) {                                                                              \
            type column[IN];                                                                                               \
            UNROLL for (int y = 0; y < IN; y++) column[y] = load(from + (IN * y + x) * point_stride + f);                  \
            OUTPUT_SIDE_##OUT(column, half[x]);                                                                            \
        }                                                                                                                  \
        UNROLL for (int y = 0; y < OUT; y++) {                                                                             \
            type row[IN], sums[OUT];                                                                                       \
            UNROLL for (int x = 0; x < IN; x++) row[x] = half[x][y];                                                       \
            OUTPUT_SIDE_##OUT(row, sums);                                                                                  \
            UNROLL for (int x = 0; x < OUT; x++) store(to + y * row_stride + x * filters + f, sums[x]);                    \
        }                                                                                                                  \
    } while (0)

// The three transforms of F(OUT x OUT, 3x3) with patches of IN x IN = OUT + 2.
#define DEFINE_WINOGRAD(OUT, IN)                                                                                              \
    static void DK_NAME(winograd##OUT##_kernel)(ptrdiff_t count, const float *restrict kernel, float *restrict points) {      \
        VECTORIZE for (ptrdiff_t i = 0; i < count; i++) {                                                                     \
            float half[3][IN];                                                                                                \
            UNROLL for (int x = 0; x < 3; x++) {                                                                              \
                const float column[3] = {kernel[x * count + i], kernel[(3 + x) * count + i], kernel[(6 + x) * count + i]};    \
                KERNEL_SIDE_##OUT(column, half[x]);                                                                           \
            }                                                                                                                 \
            UNROLL for (int y = 0; y < IN; y++) {                                                                             \
                const float row[3] = {half[0][y], half[1][y], half[2][y]};                                                    \
                float point[IN];                                                                                              \
                KERNEL_SIDE_##OUT(row, point);                                                                                \
                UNROLL for (int x = 0; x < IN; x++) points[(IN * y + x) * count + i] = point[x];                              \
            }                                                                                                                 \
        }                                                                                                                     \
    }                                                                                                                         \
                                                                                                                              \
    static void DK_NAME(winograd##OUT##_input)(ptrdiff_t tiles, ptrdiff_t channels, ptrdiff_t row_stride,                     \
                                               const int32_t *restrict patches, const float *restrict image,                  \
                                               ptrdiff_t point_stride, float *restrict points) {                              \
        for (ptrdiff_t t = 0; t < tiles; t++) {                                                                               \
            const float *restrict patch = image + patches[t];                                                                 \
            float *restrict to = points + t * channels;                                                                       \
            ptrdiff_t c = 0;                                                                                                  \
            for (; c + WIDTH <= channels; c += WIDTH) INPUT_TILE(OUT, IN, vector, load, store);                               \
            for (; c < channels; c++) INPUT_TILE(OUT, IN, float, load_one, store_one);                                        \
        }                                                                                                                     \
    }                                                                                                                         \
                                                                                                                              \
    static void DK_NAME(winograd##OUT##_output)(ptrdiff_t tiles, ptrdiff_t block, ptrdiff_t filters, ptrdiff_t row_stride,    \
                                                ptrdiff_t point_stride, const float *restrict products,                       \
                                                const int32_t *restrict outputs, float *restrict output) {                    \
        for (ptrdiff_t t = 0; t < tiles; t++) {                                                                               \
            const float *restrict from = products + t * block;                                                                \
            float *restrict to = output + outputs[t];                                                                         \
            ptrdiff_t f = 0;                                                                                                  \
            for (; f + WIDTH <= block; f += WIDTH) OUTPUT_TILE(OUT, IN, vector, load, store);                                 \
            for (; f < block; f++) OUTPUT_TILE(OUT, IN, float, load_one, store_one);                                          \
        }                                                                                                                     \
    }
DEFINE_WINOGRAD(4, 6)
DEFINE_WINOGRAD(5, 7)
DEFINE_WINOGRAD(6, 8)
#undef DEFINE_WINOGRAD
