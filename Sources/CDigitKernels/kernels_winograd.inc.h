// Winograd's minimal filtering (Lavin and Gray 2015): an output tile from fewer products than the convolution has.
// F(2x2, 3x3) makes a 2x2 tile from a 4x4 patch with 16 products instead of 36, F(4x4, 3x3) a 4x4 tile from a 6x6 patch with
// 36 instead of 144. The tiles are whole pool windows, so the convolution's output is never stored.
//
//   points of the kernel  G g Gᵀ,  of the input  Bᵀ d B,  tile  Aᵀ (products) A
//
// Each function below is one side of these products, applied to columns and then to rows.

// Bᵀ d for F(2, 3): [1 0 -1 0; 0 1 1 0; 0 -1 1 0; 0 1 0 -1]
#define INPUT_SIDE_2(d, to)   \
    do {                      \
        to[0] = d[0] - d[2];  \
        to[1] = d[1] + d[2];  \
        to[2] = d[2] - d[1];  \
        to[3] = d[1] - d[3];  \
    } while (0)

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

// G g for F(2, 3): [1 0 0; ½ ½ ½; ½ -½ ½; 0 0 1]
#define KERNEL_SIDE_2(g, to)                  \
    do {                                      \
        to[0] = g[0];                         \
        to[1] = 0.5f * (g[0] + g[1] + g[2]);  \
        to[2] = 0.5f * (g[0] - g[1] + g[2]);  \
        to[3] = g[2];                         \
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

// Aᵀ m for F(2, 3): [1 1 1 0; 0 1 -1 -1]
#define OUTPUT_SIDE_2(m, to)           \
    do {                               \
        to[0] = m[0] + m[1] + m[2];    \
        to[1] = m[1] - m[2] - m[3];    \
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

// The largest of a window's four sums if above 0, and which it was; the first of equals, as everywhere.
INLINE void pool_window(const vector sums[4], float *output, uint8_t *code_at) {
    vector best = splat(0);
    int_vector code = (int_vector)(DK_POOL_OFF);
    UNROLL for (int p = 0; p < 4; p++) {
        const int_vector wins = sums[p] > best;
        best = wins ? sums[p] : best;
        code = wins ? (int_vector)(p) : code;
    }
    store(output, best);
    *(loose_byte_vector *)code_at = __builtin_convertvector(code, byte_vector);
}

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
                                               float *restrict points) {                                                      \
        for (ptrdiff_t t = 0; t < tiles; t++) {                                                                               \
            const float *restrict patch = image + patches[t];                                                                 \
            float *restrict to = points + t * channels;                                                                       \
            VECTORIZE for (ptrdiff_t c = 0; c < channels; c++) {                                                              \
                float half[IN][IN];                                                                                           \
                UNROLL for (int x = 0; x < IN; x++) {                                                                         \
                    float column[IN];                                                                                         \
                    UNROLL for (int y = 0; y < IN; y++) column[y] = patch[y * row_stride + x * channels + c];                 \
                    INPUT_SIDE_##OUT(column, half[x]);                                                                        \
                }                                                                                                             \
                UNROLL for (int y = 0; y < IN; y++) {                                                                         \
                    float row[IN], point[IN];                                                                                 \
                    UNROLL for (int x = 0; x < IN; x++) row[x] = half[x][y];                                                  \
                    INPUT_SIDE_##OUT(row, point);                                                                             \
                    UNROLL for (int x = 0; x < IN; x++) to[(IN * y + x) * tiles * channels + c] = point[x];                   \
                }                                                                                                             \
            }                                                                                                                 \
        }                                                                                                                     \
    }                                                                                                                         \
                                                                                                                              \
    static void DK_NAME(winograd##OUT##_pool)(ptrdiff_t tiles, ptrdiff_t block, ptrdiff_t channels, ptrdiff_t row_stride,     \
                                              const float *products, const float *bias, const int32_t *outputs,              \
                                              float *output, uint8_t *codes) {                                                \
        for (ptrdiff_t t = 0; t < tiles; t++) {                                                                               \
            for (ptrdiff_t c = 0; c < block; c += WIDTH) {                                                                    \
                const float *from = products + t * block + c;                                                                 \
                const vector start = load(bias + c);                                                                          \
                vector half[IN][OUT], sums[OUT][OUT];                                                                         \
                UNROLL for (int x = 0; x < IN; x++) {                                                                         \
                    vector column[IN];                                                                                        \
                    UNROLL for (int y = 0; y < IN; y++) column[y] = load(from + (IN * y + x) * tiles * block);                \
                    OUTPUT_SIDE_##OUT(column, half[x]);                                                                       \
                }                                                                                                             \
                UNROLL for (int y = 0; y < OUT; y++) {                                                                        \
                    vector row[IN];                                                                                           \
                    UNROLL for (int x = 0; x < IN; x++) row[x] = half[x][y];                                                  \
                    OUTPUT_SIDE_##OUT(row, sums[y]);                                                                          \
                }                                                                                                             \
                UNROLL for (int y = 0; y < OUT; y += 2) {                                                                     \
                    UNROLL for (int x = 0; x < OUT; x += 2) {                                                                 \
                        const vector window[4] = {sums[y][x] + start, sums[y][x + 1] + start, sums[y + 1][x] + start,         \
                                                  sums[y + 1][x + 1] + start};                                                \
                        const ptrdiff_t at = outputs[t] + y / 2 * row_stride + x / 2 * channels + c;                          \
                        pool_window(window, output + at, codes + at);                                                         \
                    }                                                                                                         \
                }                                                                                                             \
            }                                                                                                                 \
        }                                                                                                                     \
    }
DEFINE_WINOGRAD(2, 4)
DEFINE_WINOGRAD(4, 6)
#undef DEFINE_WINOGRAD
