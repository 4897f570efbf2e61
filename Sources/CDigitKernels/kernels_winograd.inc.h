// Winograd's minimal filtering F(2x2, 3x3) (Lavin and Gray 2015): a 2x2 output tile from 16 products instead of 36.
// The tile is exactly one pool window, so the convolution's output is never stored.
//
//   points of the kernel  G g Gᵀ,  of the input  Bᵀ d B,  tile  Aᵀ (products) A  with
//   G = [1 0 0; ½ ½ ½; ½ -½ ½; 0 0 1]   Bᵀ = [1 0 -1 0; 0 1 1 0; 0 -1 1 0; 0 1 0 -1]   Aᵀ = [1 1 1 0; 0 1 -1 -1]

static void DK_NAME(winograd_kernel)(ptrdiff_t count, const float *restrict kernel, float *restrict points) {
    VECTORIZE for (ptrdiff_t i = 0; i < count; i++) {
        float half[4][3];
        UNROLL for (int x = 0; x < 3; x++) {
            const float a = kernel[x * count + i], b = kernel[(3 + x) * count + i], c = kernel[(6 + x) * count + i];
            half[0][x] = a;
            half[1][x] = 0.5f * (a + b + c);
            half[2][x] = 0.5f * (a - b + c);
            half[3][x] = c;
        }
        UNROLL for (int y = 0; y < 4; y++) {
            const float a = half[y][0], b = half[y][1], c = half[y][2];
            points[(4 * y + 0) * count + i] = a;
            points[(4 * y + 1) * count + i] = 0.5f * (a + b + c);
            points[(4 * y + 2) * count + i] = 0.5f * (a - b + c);
            points[(4 * y + 3) * count + i] = c;
        }
    }
}

static void DK_NAME(winograd_input)(ptrdiff_t width, ptrdiff_t channels, ptrdiff_t rows, ptrdiff_t columns,
                                    const float *restrict image, float *restrict points) {
    const ptrdiff_t row_stride = width * channels, point_stride = rows * columns * channels;
    for (ptrdiff_t row = 0; row < rows; row++) {
        for (ptrdiff_t column = 0; column < columns; column++) {
            const float *restrict patch = image + 2 * row * row_stride + 2 * column * channels;
            float *restrict to = points + (row * columns + column) * channels;
            VECTORIZE for (ptrdiff_t c = 0; c < channels; c++) {
                float half[4][4];
                UNROLL for (int x = 0; x < 4; x++) {
                    const float *p = patch + x * channels + c;
                    const float a = p[0], b = p[row_stride], d = p[2 * row_stride], e = p[3 * row_stride];
                    half[0][x] = a - d;
                    half[1][x] = b + d;
                    half[2][x] = d - b;
                    half[3][x] = b - e;
                }
                UNROLL for (int y = 0; y < 4; y++) {
                    const float a = half[y][0], b = half[y][1], d = half[y][2], e = half[y][3];
                    to[(4 * y + 0) * point_stride + c] = a - d;
                    to[(4 * y + 1) * point_stride + c] = b + d;
                    to[(4 * y + 2) * point_stride + c] = d - b;
                    to[(4 * y + 3) * point_stride + c] = b - e;
                }
            }
        }
    }
}

static void DK_NAME(winograd_pool)(ptrdiff_t tiles, ptrdiff_t block, ptrdiff_t channels, const float *products,
                                   const float *bias, float *output, uint8_t *codes) {
    const ptrdiff_t point_stride = tiles * block;
    for (ptrdiff_t t = 0; t < tiles; t++) {
        for (ptrdiff_t c = 0; c < block; c += WIDTH) {
            const float *from = products + t * block + c;
            vector half[2][4];
            UNROLL for (int x = 0; x < 4; x++) {
                const vector a = load(from + x * point_stride), b = load(from + (4 + x) * point_stride);
                const vector d = load(from + (8 + x) * point_stride), e = load(from + (12 + x) * point_stride);
                half[0][x] = a + b + d;
                half[1][x] = b - d - e;
            }
            const vector start = load(bias + c);
            vector best = splat(0);
            int_vector code = (int_vector)(DK_POOL_OFF);
            UNROLL for (int y = 0; y < 2; y++) {
                const vector left = half[y][0] + half[y][1] + half[y][2] + start;
                const vector right = half[y][1] - half[y][2] - half[y][3] + start;
                const int_vector left_wins = left > best;
                best = left_wins ? left : best;
                code = left_wins ? (int_vector)(2 * y) : code;
                const int_vector right_wins = right > best;
                best = right_wins ? right : best;
                code = right_wins ? (int_vector)(2 * y + 1) : code;
            }
            store(output + t * channels + c, best);
            *(loose_byte_vector *)(codes + t * channels + c) = __builtin_convertvector(code, byte_vector);
        }
    }
}
