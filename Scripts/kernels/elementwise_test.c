// Adam, bias and ReLU, sums of rows, dropout, bytes to floats.
#include "kernel_test.h"

static void check_adam(ptrdiff_t count) {
    float *w = new_floats(count), *m = new_floats(count), *v = new_floats(count);
    const float *g = new_floats(count);
    for (ptrdiff_t i = 0; i < count; i++) v[i] = fabsf(v[i]);
    const float *old_w = copy_floats(w, count), *old_m = copy_floats(m, count), *old_v = copy_floats(v, count);
    const float alpha = 0.001f * (1 + random_float()), first = 0.1f, second = 0.001f, epsilon = 1e-7f;
    const float decay = random_below(2) ? 4e-6f : 0;
    table->adam(count, w, m, v, g, alpha, first, second, epsilon, decay);
    for (ptrdiff_t i = 0; i < count; i++) {
        const double new_m = old_m[i] + ((double)g[i] - old_m[i]) * first;
        const double new_v = old_v[i] + ((double)g[i] * g[i] - old_v[i]) * second;
        const double change = alpha * new_m / (sqrt(new_v) + epsilon);
        expect_close("m", i, m[i], new_m, fabs(old_m[i]) + fabs(g[i] * first), 2);
        expect_close("v", i, v[i], new_v, old_v[i] + g[i] * g[i] * second, 2);
        expect_close("w", i, w[i], old_w[i] - (double)old_w[i] * decay - change, fabs(old_w[i]) + 4 * fabs(change), 2);
    }
    free_all();
}

static void check_stream(ptrdiff_t count) {
    const float *source = new_floats(count);
    float *memory = new_floats(count + 48), *target = (float *)(((uintptr_t)memory + 63) & ~(uintptr_t)63);
    const float after = target[count];
    table->stream(count, source, target);
    for (ptrdiff_t i = 0; i < count; i++) expect_equal("copy", i, target[i], source[i]);
    expect_equal("what follows", count, target[count], after);
    free_all();
}

static void check_all_stream(void) {
    for (ptrdiff_t count = 0; count < 140; count++) check_stream(count);
}

static void check_all_adam(void) {
    for (ptrdiff_t count = 0; count < 140; count++) check_adam(count);
    check_adam(4099);
}

static void check_add_bias(ptrdiff_t rows, ptrdiff_t channels, int relu) {
    float *y = new_floats(rows * channels), *old = copy_floats(y, rows * channels);
    const float *bias = new_floats(channels);
    table->add_bias(rows, channels, bias, relu, y);
    for (ptrdiff_t i = 0; i < rows * channels; i++) {
        const float sum = old[i] + bias[i % channels];
        expect_equal("y", i, y[i], relu && !(sum > 0) ? 0 : sum);
    }
    if (rows > 0) {
        const ptrdiff_t at = random_below(rows * channels);
        y[at] = NAN;
        table->add_bias(rows, channels, bias, relu, y);
        expect_equal("not a number", at, isnan(y[at]), 1);
    }
    free_all();
}

static void check_relu_backward(ptrdiff_t count) {
    float *y = new_floats(count), *g = new_floats(count), *old = copy_floats(g, count);
    for (ptrdiff_t i = 0; i < count; i++) y[i] = random_below(8) == 0 ? NAN : y[i] > 0 ? y[i] : 0;
    table->relu_backward(count, y, g);
    for (ptrdiff_t i = 0; i < count; i++) expect_equal("g", i, g[i], y[i] > 0 ? old[i] : 0);
    free_all();
}

static void check_add_rows(ptrdiff_t rows, ptrdiff_t columns) {
    const float *x = new_floats(rows * columns);
    float *sums = new_floats(columns), *old = copy_floats(sums, columns);
    table->add_rows(rows, columns, x, sums);
    for (ptrdiff_t c = 0; c < columns; c++) {
        double sum = old[c], magnitude = fabs(sum);
        for (ptrdiff_t r = 0; r < rows; r++) {
            sum += x[r * columns + c];
            magnitude += fabs(x[r * columns + c]);
        }
        expect_close("sum", c, sums[c], sum, magnitude, rows);
    }
    free_all();
}

static void check_dropout(ptrdiff_t count) {
    uint16_t *random = (uint16_t *)new_byte_values(2 * count);
    const uint32_t threshold = (uint32_t)random_below(65537);
    const float *x = new_floats(count), scale = 1 + random_float();
    float *y = new_floats(count), *gradient = new_floats(count);
    uint8_t *kept = new_byte_values(count);
    table->dropout(count, random, threshold, scale, x, y, kept);
    table->dropout_backward(count, kept, scale, x, gradient);
    for (ptrdiff_t i = 0; i < count; i++) {
        const int is_kept = random[i] >= threshold;
        expect_equal("kept", i, kept[i], is_kept);
        expect_equal("y", i, y[i], is_kept ? x[i] * scale : 0);
        expect_equal("gradient", i, gradient[i], is_kept ? x[i] * scale : 0);
    }
    free_all();
}

static void check_all_relu_backward(void) {
    for (ptrdiff_t count = 0; count < 140; count++) check_relu_backward(count);
}

static void check_all_add_rows(void) {
    for (ptrdiff_t columns = 1; columns < 140; columns++) check_add_rows(random_below(20), columns);
}

static void check_all_dropout(void) {
    for (ptrdiff_t count = 0; count < 140; count++) check_dropout(count);
}

static void check_all_add_bias(void) {
    for (ptrdiff_t channels = 1; channels < 70; channels++) {
        check_add_bias(random_below(20), channels, 0);
        check_add_bias(random_below(20), channels, 1);
    }
}

static void check_scale_bytes(ptrdiff_t count) {
    const uint8_t *x = new_byte_values(count);
    float *y = new_floats(count);
    const float scale = random_below(2) ? 1 / 255.0f : random_float(), offset = random_below(2) ? 0 : random_float();
    table->scale_bytes(count, x, scale, offset, y);
    for (ptrdiff_t i = 0; i < count; i++) {
        expect_close("y", i, y[i], (double)x[i] * scale + offset, fabs((double)x[i] * scale) + fabs(offset), 1);
    }
    free_all();
}

static void check_all_scale_bytes(void) {
    for (ptrdiff_t count = 0; count < 140; count++) check_scale_bytes(count);
    check_scale_bytes(784);
}

void check_elementwise(void) {
    check("stream", check_all_stream);
    check("adam", check_all_adam);
    check("add_bias", check_all_add_bias);
    check("scale_bytes", check_all_scale_bytes);
    check("relu_backward", check_all_relu_backward);
    check("add_rows", check_all_add_rows);
    check("dropout", check_all_dropout);
}
