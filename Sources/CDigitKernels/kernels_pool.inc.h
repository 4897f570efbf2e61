// A 3x3 convolution of a one-channel image with ReLU and pool: four sums, one for each position of the window, in registers.
// Most of a digit's image is blank: products with zeros are skipped, which does not change a bit of the result.

// Whether the 4x4 pixels under a pool window are all 0.
INLINE int is_blank(const float *patch, ptrdiff_t width) {
    uint64_t bits = 0;
    UNROLL for (int y = 0; y < 4; y++) {
        uint64_t row[2];
        memcpy(row, patch + y * width, sizeof row);
        bits |= row[0] | row[1];
    }
    return bits == 0;
}

// The largest of a window's four sums if above 0, and its position; the first one of equals, as everywhere.
INLINE void pool_window(const vector sums[4], float *output, uint8_t *code_at) {
    vector best = splat(0);
    int_vector code = (int_vector)(DK_POOL_OFF);
    UNROLL for (int p = 0; p < 4; p++) {
        const int_vector wins = ~(sums[p] <= best);  // NaN wins too.
        best = wins ? sums[p] : best;
        code = wins ? (int_vector)(p) : code;
    }
    store(output, best);
    *(loose_byte_vector *)code_at = __builtin_convertvector(code, byte_vector);
}

static void DK_NAME(bias_pool)(ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t block, const float *image, const float *bias,
                               ptrdiff_t channels, float *output, uint8_t *codes) {
    const ptrdiff_t row_stride = 2 * columns * block;
    for (ptrdiff_t row = 0; row < rows; row++) {
        for (ptrdiff_t column = 0; column < columns; column++) {
            const float *window = image + 2 * row * row_stride + 2 * column * block;
            const ptrdiff_t at = (row * columns + column) * channels;
            for (ptrdiff_t c = 0; c < block; c += WIDTH) {
                const vector start = load(bias + c);
                const vector sums[4] = {load(window + c) + start, load(window + block + c) + start,
                                        load(window + row_stride + c) + start, load(window + row_stride + block + c) + start};
                pool_window(sums, output + at + c, codes + at + c);
            }
        }
    }
}

static void DK_NAME(conv3x3_one_channel_pool)(ptrdiff_t height, ptrdiff_t width, ptrdiff_t filters, const float *image,
                                              const float *kernel, const float *bias, float *output, uint8_t *codes) {
    const ptrdiff_t rows = height / 2 - 1, columns = width / 2 - 1;
    for (ptrdiff_t f = 0; f < filters; f += WIDTH) {
        vector weight[9];
        UNROLL for (int t = 0; t < 9; t++) weight[t] = load(kernel + t * filters + f);
        const vector start = load(bias + f), blank = start < splat(0) ? splat(0) : start;
        const int_vector blank_code = start <= splat(0) ? (int_vector)(DK_POOL_OFF) : (int_vector)(0);
        for (ptrdiff_t row = 0; row < rows; row++) {
            for (ptrdiff_t column = 0; column < columns; column++) {
                const float *patch = image + 2 * row * width + 2 * column;
                const ptrdiff_t at = (row * columns + column) * filters + f;
                if (is_blank(patch, width)) {
                    store(output + at, blank);
                    *(loose_byte_vector *)(codes + at) = __builtin_convertvector(blank_code, byte_vector);
                    continue;
                }
                vector sum[4] = {start, start, start, start};
                UNROLL for (int y = 0; y < 4; y++) {
                    UNROLL for (int x = 0; x < 4; x++) {
                        const vector pixel = splat(patch[y * width + x]);
                        UNROLL for (int p = 0; p < 4; p++) {
                            const int ky = y - p / 2, kx = x - p % 2;
                            if (ky >= 0 && ky < 3 && kx >= 0 && kx < 3) sum[p] += pixel * weight[ky * 3 + kx];
                        }
                    }
                }
                pool_window(sum, output + at, codes + at);
            }
        }
    }
}

// Adds each filter's gradient times the pixels that its winner saw: sum[t] is that of tap t.
INLINE void add_window(const float *patch, ptrdiff_t width, int_vector code, vector passed, vector sum[9]) {
#if WIDTH == 16
    // The window's 16 pixels are one vector, out of which each filter picks its own.
    typedef float quad __attribute__((ext_vector_type(4), aligned(4)));
    const quad row0 = *(const quad *)patch, row1 = *(const quad *)(patch + width);
    const quad row2 = *(const quad *)(patch + 2 * width), row3 = *(const quad *)(patch + 3 * width);
    const __m512 pixels = (__m512)__builtin_shufflevector(
        __builtin_shufflevector(row0, row1, 0, 1, 2, 3, 4, 5, 6, 7), __builtin_shufflevector(row2, row3, 0, 1, 2, 3, 4, 5, 6, 7),
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    const int_vector first = code + (code & 2);  // 0, 1, 4, 5: the corner of each position's 3x3 pixels.
    UNROLL for (int t = 0; t < 9; t++) {
        sum[t] += passed * (vector)_mm512_permutexvar_ps((__m512i)(first + t / 3 * 4 + t % 3), pixels);
    }
#else
    UNROLL for (int p = 0; p < 4; p++) {
        const vector part = code == p ? passed : splat(0);
        UNROLL for (int t = 0; t < 9; t++) sum[t] += part * splat(patch[(p / 2 + t / 3) * width + p % 2 + t % 3]);
    }
#endif
}

static void DK_NAME(conv3x3_one_channel_pool_backward)(ptrdiff_t height, ptrdiff_t width, ptrdiff_t filters, const float *image,
                                                       const float *gradient, const uint8_t *codes, float *kernel_gradient,
                                                       float *bias_gradient) {
    const ptrdiff_t rows = height / 2 - 1, columns = width / 2 - 1;
    for (ptrdiff_t f = 0; f < filters; f += WIDTH) {
        vector sum[9], bias_sum = load(bias_gradient + f);
        UNROLL for (int t = 0; t < 9; t++) sum[t] = load(kernel_gradient + t * filters + f);
        for (ptrdiff_t row = 0; row < rows; row++) {
            for (ptrdiff_t column = 0; column < columns; column++) {
                const float *patch = image + 2 * row * width + 2 * column;
                const ptrdiff_t at = (row * columns + column) * filters + f;
                const int_vector code = __builtin_convertvector(*(const loose_byte_vector *)(codes + at), int_vector);
                const vector passed = code == DK_POOL_OFF ? splat(0) : load(gradient + at);
                bias_sum += passed;
                if (is_blank(patch, width)) continue;
                add_window(patch, width, code, passed, sum);
            }
        }
        UNROLL for (int t = 0; t < 9; t++) store(kernel_gradient + t * filters + f, sum[t]);
        store(bias_gradient + f, bias_sum);
    }
}
