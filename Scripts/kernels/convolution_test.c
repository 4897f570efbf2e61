// The convolution of a one-channel image with ReLU and pool, and its gradients.
#include "kernel_test.h"

// An image with blank regions, as digits have: the kernels take a shorter way there.
static float *new_drawing(ptrdiff_t height, ptrdiff_t width) {
    float *image = new_floats(height * width);
    for (int blot = 0; blot < 3; blot++) {
        const ptrdiff_t top = random_below(height), left = random_below(width), size = 3 + random_below(10);
        for (ptrdiff_t y = top; y < height && y < top + size; y++) {
            for (ptrdiff_t x = left; x < width && x < left + size; x++) image[y * width + x] = 0;
        }
    }
    return image;
}

static void check_one_channel(ptrdiff_t height, ptrdiff_t width, ptrdiff_t filters) {
    const ptrdiff_t rows = height / 2 - 1, columns = width / 2 - 1, outputs = rows * columns * filters;
    const float *image = new_drawing(height, width), *kernel = new_floats(9 * filters), *bias = new_floats(filters);
    float *output = new_floats(outputs);
    uint8_t *codes = new_codes(outputs);
    table->conv3x3_one_channel_pool(height, width, filters, image, kernel, bias, output, codes);
    for (ptrdiff_t i = 0; i < outputs; i++) {
        const ptrdiff_t f = i % filters, window = i / filters;
        double sums[4], magnitude;
        window_sums(image, width, 1, kernel, filters, f, bias[f], window / columns, window % columns, sums, &magnitude);
        expect_pooled(i, output[i], codes[i], sums, magnitude, 10);
    }
    free_all();
}

static void check_one_channel_backward(ptrdiff_t height, ptrdiff_t width, ptrdiff_t filters) {
    const ptrdiff_t rows = height / 2 - 1, columns = width / 2 - 1, outputs = rows * columns * filters;
    const float *image = new_drawing(height, width), *gradient = new_floats(outputs);
    const uint8_t *codes = new_codes(outputs);
    float *kernel_gradient = new_floats(9 * filters), *bias_gradient = new_floats(filters);
    const float *old_kernel = copy_floats(kernel_gradient, 9 * filters), *old_bias = copy_floats(bias_gradient, filters);
    table->conv3x3_one_channel_pool_backward(height, width, filters, image, gradient, codes, kernel_gradient, bias_gradient);
    for (ptrdiff_t f = 0; f < filters; f++) {
        for (int t = 0; t < 10; t++) {
            const double start = t < 9 ? old_kernel[t * filters + f] : old_bias[f];
            double sum = start, magnitude = fabs(start);
            for (ptrdiff_t window = 0; window < rows * columns; window++) {
                const uint8_t code = codes[window * filters + f];
                if (code == DK_POOL_OFF) continue;
                const ptrdiff_t y = 2 * (window / columns) + code / 2 + t / 3, x = 2 * (window % columns) + code % 2 + t % 3;
                const double product = gradient[window * filters + f] * (t < 9 ? (double)image[y * width + x] : 1);
                sum += product;
                magnitude += fabs(product);
            }
            if (t < 9) expect_close("kernel gradient", t * filters + f, kernel_gradient[t * filters + f], sum, magnitude, rows * columns);
            else expect_close("bias gradient", f, bias_gradient[f], sum, magnitude, rows * columns);
        }
    }
    free_all();
}

static void check_all_one_channel(void) {
    for (ptrdiff_t height = 4; height < 12; height++) {
        for (ptrdiff_t width = 4; width < 12; width++) check_one_channel(height, width, 16 * (1 + random_below(4)));
    }
    check_one_channel(28, 28, 32);
    check_one_channel(30, 29, 16);
}

static void check_all_one_channel_backward(void) {
    for (ptrdiff_t height = 4; height < 12; height++) {
        for (ptrdiff_t width = 4; width < 12; width++) check_one_channel_backward(height, width, 16 * (1 + random_below(4)));
    }
    check_one_channel_backward(28, 28, 32);
    check_one_channel_backward(30, 29, 16);
}

void check_one_channel_convolution(void) {
    check("conv3x3_one_channel_pool", check_all_one_channel);
    check("conv3x3_one_channel_pool_backward", check_all_one_channel_backward);
}
