// Batch normalization (Ioffe and Szegedy 2015): rows of channels, each channel with its own statistics.

static void DK_NAME(scale_rows)(ptrdiff_t rows, ptrdiff_t channels, const float *restrict scale, const float *restrict offset,
                                const float *restrict x, float *restrict y) {
    for (ptrdiff_t r = 0; r < rows; r++, x += channels, y += channels) {
        VECTORIZE for (ptrdiff_t c = 0; c < channels; c++) y[c] = x[c] * scale[c] + offset[c];
    }
}

static void DK_NAME(moment_sums)(ptrdiff_t rows, ptrdiff_t channels, const float *restrict x, double *restrict sums) {
    double *restrict squares = sums + channels;
    for (ptrdiff_t c = 0; c < 2 * channels; c++) sums[c] = 0;
    for (ptrdiff_t r = 0; r < rows; r++, x += channels) {
        VECTORIZE for (ptrdiff_t c = 0; c < channels; c++) {
            const double value = x[c];
            sums[c] += value;
            squares[c] += value * value;
        }
    }
}

static void DK_NAME(normalization_sums)(ptrdiff_t rows, ptrdiff_t channels, const float *restrict mean,
                                        const float *restrict inverse_deviation, const float *restrict x,
                                        const float *restrict g, double *restrict sums) {
    double *restrict products = sums + channels;
    for (ptrdiff_t c = 0; c < 2 * channels; c++) sums[c] = 0;
    for (ptrdiff_t r = 0; r < rows; r++, x += channels, g += channels) {
        VECTORIZE for (ptrdiff_t c = 0; c < channels; c++) {
            sums[c] += (double)g[c];
            products[c] += (double)(g[c] * ((x[c] - mean[c]) * inverse_deviation[c]));
        }
    }
}

static void DK_NAME(normalization_backward)(ptrdiff_t rows, ptrdiff_t channels, const float *restrict mean,
                                            const float *restrict inverse_deviation, const float *restrict factor,
                                            const float *restrict gradient_mean, const float *restrict product_mean,
                                            const float *restrict x, const float *restrict g, float *restrict x_gradient) {
    for (ptrdiff_t r = 0; r < rows; r++, x += channels, g += channels, x_gradient += channels) {
        VECTORIZE for (ptrdiff_t c = 0; c < channels; c++) {
            const float normalized = (x[c] - mean[c]) * inverse_deviation[c];
            x_gradient[c] = factor[c] * (g[c] - gradient_mean[c] - normalized * product_mean[c]);
        }
    }
}
