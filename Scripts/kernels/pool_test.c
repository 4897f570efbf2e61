// The largest value of windows of any size, and its gradient.
#include "kernel_test.h"

// Many equal values, like ReLU's zeros: which of them is the first matters.
static void round_floats(float *values, ptrdiff_t count) {
    for (ptrdiff_t i = 0; i < count; i++) values[i] = roundf(3 * values[i]) / 3;
}

static void check_pool(ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t channels, ptrdiff_t height, ptrdiff_t width) {
    // Pixels may follow a row's windows; the image ends with the last window.
    const ptrdiff_t row_stride = (columns * width + random_below(3)) * channels;
    const ptrdiff_t pixels = (rows * height - 1) * row_stride + columns * width * channels, count = rows * columns * channels;
    float *image = new_floats(pixels), *output = new_floats(count), *image_gradient = new_floats(pixels);
    const float *gradient = new_floats(count), *old = copy_floats(image_gradient, pixels);
    round_floats(image, pixels);
    table->max_pool(rows, columns, channels, height, width, row_stride, image, output);
    table->max_pool_backward(rows, columns, channels, height, width, row_stride, image, output, gradient, image_gradient);
    for (ptrdiff_t i = 0; i < count; i++) {
        const ptrdiff_t channel = i % channels, column = i / channels % columns, row = i / channels / columns;
        const ptrdiff_t corner = row * height * row_stride + column * width * channels + channel;
        ptrdiff_t winner = corner;
        for (ptrdiff_t p = 0; p < height * width; p++) {
            const ptrdiff_t place = corner + p / width * row_stride + p % width * channels;
            if (image[place] > image[winner]) winner = place;
        }
        expect_equal("output", i, output[i], image[winner]);
        for (ptrdiff_t p = 0; p < height * width; p++) {
            const ptrdiff_t place = corner + p / width * row_stride + p % width * channels;
            expect_equal("gradient", place, image_gradient[place], place == winner ? gradient[i] : 0);
        }
    }
    for (ptrdiff_t i = 0; i < pixels; i++) {
        if (i % row_stride >= columns * width * channels) expect_equal("beside the windows", i, image_gradient[i], old[i]);
    }
    free_all();
}

static void check_all_pool(void) {
    static const ptrdiff_t windows[][2] = {{2, 2}, {2, 1}, {1, 2}, {1, 1}, {3, 3}, {4, 1}, {2, 5}};
    for (size_t i = 0; i < sizeof windows / sizeof *windows; i++) {
        for (ptrdiff_t channels = 1; channels < 70; channels++) {
            check_pool(1 + random_below(4), 1 + random_below(4), channels, windows[i][0], windows[i][1]);
        }
    }
}

void check_pools(void) { check("max_pool", check_all_pool); }
