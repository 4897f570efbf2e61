// Batch normalization: scaling, sums for each channel, the gradient of the input.
#include "kernel_test.h"

// Sums of one quantity for each channel, then of another.
static double *new_sums(ptrdiff_t channels) { return malloc(sizeof(double) * (size_t)(2 * channels)); }

static double value(const float *x, ptrdiff_t i, const float *mean, const float *inverse, ptrdiff_t c) {
    return ((double)x[i] - mean[c]) * inverse[c];
}

static void check_forward(ptrdiff_t rows, ptrdiff_t channels) {
    const float *x = new_floats(rows * channels), *scale = new_floats(channels), *offset = new_floats(channels);
    float *y = new_floats(rows * channels);
    double *sums = new_sums(channels);
    table->scale_rows(rows, channels, scale, offset, x, y);
    table->moment_sums(rows, channels, x, sums);
    for (ptrdiff_t c = 0; c < channels; c++) {
        double sum = 0, squares = 0, magnitude = 0;
        for (ptrdiff_t i = c; i < rows * channels; i += channels) {
            const double product = (double)x[i] * scale[c];
            expect_close("y", i, y[i], product + offset[c], fabs(product) + fabs(offset[c]), 2);
            sum += x[i];
            squares += (double)x[i] * x[i];
            magnitude += fabs(x[i]);
        }
        expect_close("sum", c, (float)sums[c], sum, magnitude, 1);
        expect_close("squares", c, (float)sums[channels + c], squares, squares, 1);
    }
    free(sums);
    free_all();
}

static void check_backward(ptrdiff_t rows, ptrdiff_t channels) {
    const float *x = new_floats(rows * channels), *g = new_floats(rows * channels);
    const float *mean = new_floats(channels), *inverse = new_floats(channels), *factor = new_floats(channels);
    const float *gradient_mean = new_floats(channels), *product_mean = new_floats(channels);
    float *x_gradient = new_floats(rows * channels);
    double *sums = new_sums(channels);
    table->normalization_sums(rows, channels, mean, inverse, x, g, sums);
    table->normalization_backward(rows, channels, mean, inverse, factor, gradient_mean, product_mean, x, g, x_gradient);
    for (ptrdiff_t c = 0; c < channels; c++) {
        double sum = 0, products = 0, magnitude = 0, product_magnitude = 0;
        for (ptrdiff_t i = c; i < rows * channels; i += channels) {
            const double n = value(x, i, mean, inverse, c), size = fabs(x[i] * inverse[c]) + fabs(mean[c] * inverse[c]);
            const double wanted = factor[c] * (g[i] - gradient_mean[c] - n * product_mean[c]);
            const double terms = fabs(g[i]) + fabs(gradient_mean[c]) + size * fabs(product_mean[c]);
            expect_close("x_gradient", i, x_gradient[i], wanted, fabs(factor[c]) * terms, 6);
            sum += g[i];
            products += g[i] * n;
            magnitude += fabs(g[i]);
            product_magnitude += fabs(g[i]) * size;
        }
        expect_close("sum", c, (float)sums[c], sum, magnitude, 1);
        expect_close("products", c, (float)sums[channels + c], products, product_magnitude, 4);
    }
    free(sums);
    free_all();
}

static void check_all_forward(void) {
    for (ptrdiff_t channels = 1; channels < 70; channels++) check_forward(random_below(20), channels);
}

static void check_all_backward(void) {
    for (ptrdiff_t channels = 1; channels < 70; channels++) check_backward(random_below(20), channels);
}

void check_normalization(void) {
    check("normalization", check_all_forward);
    check("normalization_backward", check_all_backward);
}
