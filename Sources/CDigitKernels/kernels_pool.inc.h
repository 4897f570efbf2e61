// A 3x3 convolution of a one-channel image with ReLU and pool: four sums, one for each position of the window, in registers.


static void DK_NAME(conv3x3_one_channel_pool)(ptrdiff_t height, ptrdiff_t width, ptrdiff_t filters, const float *image,
                                              const float *kernel, const float *bias, float *output, uint8_t *codes) {
    const ptrdiff_t rows = height / 2 - 1, columns = width / 2 - 1;
    for (ptrdiff_t f = 0; f < filters; f += WIDTH) {
        vector weight[9];
        UNROLL for (int t = 0; t < 9; t++) weight[t] = load(kernel + t * filters + f);
        const vector start = load(bias + f);
        for (ptrdiff_t row = 0; row < rows; row++) {
            for (ptrdiff_t column = 0; column < columns; column++) {
                const float *patch = image + 2 * row * width + 2 * column;
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
                vector best = splat(0);
                int_vector code = (int_vector)(DK_POOL_OFF);
                UNROLL for (int p = 0; p < 4; p++) {
                    const int_vector wins = sum[p] > best;
                    best = wins ? sum[p] : best;
                    code = wins ? (int_vector)(p) : code;
                }
                const ptrdiff_t at = (row * columns + column) * filters + f;
                store(output + at, best);
                *(loose_byte_vector *)(codes + at) = __builtin_convertvector(code, byte_vector);
            }
        }
    }
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
                const vector passed = load(gradient + at);
                const int_vector code = __builtin_convertvector(*(const loose_byte_vector *)(codes + at), int_vector);
                UNROLL for (int p = 0; p < 4; p++) {
                    const vector part = code == p ? passed : splat(0);
                    bias_sum += part;
                    UNROLL for (int t = 0; t < 9; t++) {
                        sum[t] += part * splat(patch[(p / 2 + t / 3) * width + p % 2 + t % 3]);
                    }
                }
            }
        }
        UNROLL for (int t = 0; t < 9; t++) store(kernel_gradient + t * filters + f, sum[t]);
        store(bias_gradient + f, bias_sum);
    }
}
