// The gradient of a 3x3 convolution's kernel by Winograd's points: each transposed transform by its matrix, then all of it against the
// plain sums.
#include "winograd_test.h"

// The transposed output transform of tiles in one row of an image, some of which share their first rows or columns with others.
static void check_winograd_gradient(ptrdiff_t tiles, ptrdiff_t block, ptrdiff_t filters) {
    const int patch = matrices->patch, size = matrices->size;
    const ptrdiff_t row_stride = tiles * size * filters, stride = tiles * block + random_below(20);
    const ptrdiff_t last = (patch * patch - 1) * stride + tiles * block;
    // The last filters of the last pixel may lie beyond the image's end.
    const float *gradient = new_floats(size * row_stride - filters + block);
    float *points = new_floats(last), *old = copy_floats(points, last);
    int32_t *outputs = new_ints(tiles);
    uint8_t *skipped = new_codes(2 * tiles);
    for (ptrdiff_t t = 0; t < tiles; t++) {
        outputs[t] = (int32_t)(t * size * filters);
        for (int side = 0; side < 2; side++) skipped[2 * t + side] = (uint8_t)(t % 3 == 0 ? 0 : random_below(size));
    }
    winograd.gradient(tiles, block, filters, row_stride, outputs, skipped, gradient, stride, points);
    for (ptrdiff_t i = 0; i < last; i++) {
        const ptrdiff_t point = i / stride, tile = i % stride / block, filter = i % stride % block;
        if (tile >= tiles) {
            expect_equal("between the points", i, points[i], old[i]);
            continue;
        }
        double sum = 0, magnitude = 0;
        for (int y = skipped[2 * tile]; y < size; y++) {
            for (int x = skipped[2 * tile + 1]; x < size; x++) {
                const double product = matrices->output[y][point / patch] * matrices->output[x][point % patch]
                    * gradient[outputs[tile] + y * row_stride + x * filters + filter];
                sum += product;
                magnitude += fabs(product);
            }
        }
        expect_close("points", i, points[i], sum, magnitude, size * size);
    }
    free_all();
}

void check_all_winograd_gradient(void) {
    for (ptrdiff_t block = 1; block < 70; block++) check_winograd_gradient(1 + random_below(6), block, block + random_below(40));
}

// The transposed kernel transform, of a block of the filters.
static void check_winograd_kernel_gradient(ptrdiff_t channels, ptrdiff_t block, ptrdiff_t filters, int accumulate) {
    const int patch = matrices->patch;
    const ptrdiff_t stride = channels * block + random_below(20), count = (9 * channels - 1) * filters + block;
    const float *points = new_floats((patch * patch - 1) * stride + channels * block);
    float *kernel = new_floats(count), *old = copy_floats(kernel, count);
    winograd.kernel_gradient(channels, block, filters, stride, points, kernel, accumulate);
    for (ptrdiff_t i = 0; i < count; i++) {
        const ptrdiff_t tap = i / filters / channels, channel = i / filters % channels, filter = i % filters;
        if (filter >= block) {
            expect_equal("another block's gradient", i, kernel[i], old[i]);
            continue;
        }
        double sum = accumulate ? old[i] : 0, magnitude = fabs(sum);
        for (int point = 0; point < patch * patch; point++) {
            const double product = matrices->kernel[point / patch][tap / 3] * matrices->kernel[point % patch][tap % 3]
                * points[point * stride + channel * block + filter];
            sum += product;
            magnitude += fabs(product);
        }
        expect_close("kernel gradient", i, kernel[i], sum, magnitude, 2 * patch);
    }
    free_all();
}

void check_all_winograd_kernel_gradient(void) {
    for (ptrdiff_t block = 1; block < 70; block++) {
        check_winograd_kernel_gradient(1 + random_below(4), block, block + random_below(40), block % 2);
    }
}

// The gradient of a kernel as training makes it, against the plain sum over an image of rows x columns tiles.
static void check_winograd_gradient_whole(ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t channels, ptrdiff_t filters) {
    const int size = matrices->size, points = matrices->patch * matrices->patch;
    const ptrdiff_t width = columns * size + 2, height = rows * size + 2, tiles = rows * columns, output_width = columns * size;
    const float *image = new_floats(height * width * channels), *gradient = new_floats(rows * size * output_width * filters);
    float *input_points = new_floats(points * tiles * channels), *gradient_points = new_floats(points * tiles * filters);
    float *products = new_floats(points * channels * filters), *kernel = new_floats(9 * channels * filters);
    int32_t *patches = new_ints(tiles), *outputs = new_ints(tiles);
    uint8_t *skipped = new_codes(2 * tiles);
    memset(skipped, 0, (size_t)(2 * tiles));
    for (ptrdiff_t t = 0; t < tiles; t++) {
        patches[t] = (int32_t)((t / columns * width + t % columns) * size * channels);
        outputs[t] = (int32_t)((t / columns * output_width + t % columns) * size * filters);
    }
    winograd.input(tiles, channels, width * channels, patches, image, tiles * channels, input_points);
    winograd.gradient(tiles, filters, filters, output_width * filters, outputs, skipped, gradient, tiles * filters, gradient_points);
    for (ptrdiff_t point = 0; point < points; point++) {
        table->gemm(channels, filters, tiles, input_points + point * tiles * channels, 1, channels,
                    gradient_points + point * tiles * filters, filters, products + point * channels * filters, filters, 0);
    }
    winograd.kernel_gradient(channels, filters, filters, channels * filters, products, kernel, 0);
    for (ptrdiff_t i = 0; i < 9 * channels * filters; i++) {
        const ptrdiff_t t = i / filters / channels, c = i / filters % channels, f = i % filters;
        double sum = 0, magnitude = 0;
        for (ptrdiff_t y = 0; y < rows * size; y++) {
            for (ptrdiff_t x = 0; x < output_width; x++) {
                const double product = (double)image[((y + t / 3) * width + x + t % 3) * channels + c]
                    * gradient[(y * output_width + x) * filters + f];
                sum += product;
                magnitude += fabs(product);
            }
        }
        expect_close("kernel gradient", i, kernel[i], sum, matrices->growth * magnitude, 9);
    }
    free_all();
}

void check_all_winograd_gradient_whole(void) {
    for (int trial = 0; trial < 20; trial++) {
        check_winograd_gradient_whole(1 + random_below(3), 1 + random_below(3), 1 + random_below(40), 1 + random_below(70));
    }
}
