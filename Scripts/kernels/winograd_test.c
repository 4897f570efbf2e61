// Winograd's F(2x2, 3x3) and F(4x4, 3x3): each part by its matrix, then all of it against the plain convolution.
#include "kernel_test.h"

typedef struct {
    int size, patch;  // Outputs and inputs of a tile, along one side.
    double kernel[6][3], input[6][6], output[4][6];
    double growth;  // How much larger than the convolution's terms the numbers between the transforms are.
} winograd_matrices;

static const winograd_matrices matrices2 = {
    2, 4,
    {{1, 0, 0}, {0.5, 0.5, 0.5}, {0.5, -0.5, 0.5}, {0, 0, 1}},
    {{1, 0, -1, 0}, {0, 1, 1, 0}, {0, -1, 1, 0}, {0, 1, 0, -1}},
    {{1, 1, 1, 0}, {0, 1, -1, -1}},
    1,
};
static const winograd_matrices matrices4 = {
    4, 6,
    {{0.25, 0, 0}, {-1. / 6, -1. / 6, -1. / 6}, {-1. / 6, 1. / 6, -1. / 6}, {1. / 24, 1. / 12, 1. / 6}, {1. / 24, -1. / 12, 1. / 6},
     {0, 0, 1}},
    {{4, 0, -5, 0, 1, 0}, {0, -4, -4, 1, 1, 0}, {0, 4, -4, -1, 1, 0}, {0, -2, -1, 2, 1, 0}, {0, 2, -1, -2, 1, 0}, {0, 4, 0, -5, 0, 1}},
    {{1, 1, 1, 1, 1, 0}, {0, 1, -1, 2, -2, 0}, {0, 1, 1, 4, 4, 0}, {0, 1, -1, 8, -8, 1}},
    16,
};

static dk_winograd winograd;
static const winograd_matrices *matrices;

static void check_winograd_kernel(ptrdiff_t count) {
    const int patch = matrices->patch;
    const float *kernel = new_floats(9 * count);
    float *points = new_floats(patch * patch * count);
    winograd.kernel(count, kernel, points);
    for (ptrdiff_t i = 0; i < patch * patch * count; i++) {
        const ptrdiff_t point = i / count;
        double sum = 0, magnitude = 0;
        for (int t = 0; t < 9; t++) {
            const double product =
                matrices->kernel[point / patch][t / 3] * matrices->kernel[point % patch][t % 3] * kernel[t * count + i % count];
            sum += product;
            magnitude += fabs(product);
        }
        expect_close("points", i, points[i], sum, magnitude, 9);
    }
    free_all();
}

static void check_all_winograd_kernel(void) {
    for (ptrdiff_t count = 0; count < 70; count++) check_winograd_kernel(count);
    check_winograd_kernel(2048);
}

// Some tiles at random places of an image; the last one ends where the image does.
static void check_winograd_input(ptrdiff_t tiles, ptrdiff_t channels) {
    const int patch = matrices->patch;
    const ptrdiff_t width = patch + random_below(6), height = patch + random_below(6), count = tiles * channels;
    const float *image = new_floats(height * width * channels);
    float *points = new_floats(patch * patch * count);
    int32_t *patches = new_ints(tiles);
    for (ptrdiff_t t = 0; t < tiles; t++) {
        const ptrdiff_t y = t + 1 < tiles ? random_below(height - patch + 1) : height - patch;
        const ptrdiff_t x = t + 1 < tiles ? random_below(width - patch + 1) : width - patch;
        patches[t] = (int32_t)((y * width + x) * channels);
    }
    winograd.input(tiles, channels, width * channels, patches, image, points);
    for (ptrdiff_t i = 0; i < patch * patch * count; i++) {
        const ptrdiff_t point = i / count, tile = i % count / channels, channel = i % channels;
        double sum = 0, magnitude = 0;
        for (int t = 0; t < patch * patch; t++) {
            const double product = matrices->input[point / patch][t / patch] * matrices->input[point % patch][t % patch]
                * image[patches[tile] + (t / patch * width + t % patch) * channels + channel];
            sum += product;
            magnitude += fabs(product);
        }
        expect_close("points", i, points[i], sum, magnitude, patch * patch);
    }
    free_all();
}

static void check_all_winograd_input(void) {
    for (ptrdiff_t channels = 1; channels < 70; channels++) check_winograd_input(1 + random_below(6), channels);
    check_winograd_input(0, 8);
}

// The sums of the four positions of the window at (y, x) of a tile whose products are given, point after point.
static double tile_sums(const float *products, ptrdiff_t stride, double bias, int window_y, int window_x, double sums[4]) {
    const int patch = matrices->patch;
    double magnitude = 0;
    for (int p = 0; p < 4; p++) {
        const double *down = matrices->output[2 * window_y + p / 2], *across = matrices->output[2 * window_x + p % 2];
        double size = fabs(bias);
        sums[p] = bias;
        for (int point = 0; point < patch * patch; point++) {
            const double product = down[point / patch] * across[point % patch] * products[point * stride];
            sums[p] += product;
            size += fabs(product);
        }
        magnitude = fmax(magnitude, size);
    }
    return magnitude;
}

static void check_winograd_pool(ptrdiff_t tiles, ptrdiff_t block, ptrdiff_t channels) {
    const int patch = matrices->patch, side = matrices->size / 2;
    // Tiles lie in one row, each in a slot of its own, in any order.
    const ptrdiff_t row_stride = tiles * side * channels, count = side * row_stride - channels + block;
    const float *products = new_floats(patch * patch * tiles * block), *bias = new_floats(block);
    float *output = new_floats(count), *old = copy_floats(output, count);
    uint8_t *codes = new_codes(count);
    int32_t *outputs = new_ints(tiles);
    const ptrdiff_t turn = tiles > 0 ? random_below(tiles) : 0;
    for (ptrdiff_t t = 0; t < tiles; t++) outputs[t] = (int32_t)((t + turn) % tiles * side * channels);
    winograd.pool(tiles, block, channels, row_stride, products, bias, outputs, output, codes);
    for (ptrdiff_t i = 0; i < count; i++) {
        const ptrdiff_t channel = i % channels, column = i % row_stride / channels, row = i / row_stride;
        if (channel >= block) {
            expect_equal("another block's output", i, output[i], old[i]);
            continue;
        }
        const ptrdiff_t tile = (column / side + tiles - turn) % tiles;
        double sums[4];
        const double magnitude = tile_sums(products + tile * block + channel, tiles * block, bias[channel], (int)row,
                                           (int)(column % side), sums);
        expect_pooled(i, output[i], codes[i], sums, magnitude, 2 * patch);
    }
    free_all();
}

static void check_all_winograd_pool(void) {
    for (ptrdiff_t tiles = 1; tiles < 12; tiles++) {
        for (ptrdiff_t block = 16; block <= 64; block += 16) check_winograd_pool(tiles, block, block + 16 * random_below(3));
    }
}

// An image of rows x columns tiles.
static void check_winograd_whole(ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t channels, ptrdiff_t filters) {
    const int size = matrices->size, points = matrices->patch * matrices->patch;
    const ptrdiff_t width = columns * size + 2, height = rows * size + 2, tiles = rows * columns;
    const ptrdiff_t output_columns = columns * size / 2, output_count = rows * size / 2 * output_columns * filters;
    const float *image = new_floats(height * width * channels), *kernel = new_floats(9 * channels * filters);
    const float *bias = new_floats(filters);
    float *kernel_points = new_floats(points * channels * filters), *input_points = new_floats(points * tiles * channels);
    float *products = new_floats(points * tiles * filters), *output = new_floats(output_count);
    uint8_t *codes = new_codes(output_count);
    int32_t *patches = new_ints(tiles), *outputs = new_ints(tiles);
    for (ptrdiff_t t = 0; t < tiles; t++) {
        patches[t] = (int32_t)((t / columns * width + t % columns) * size * channels);
        outputs[t] = (int32_t)((t / columns * output_columns + t % columns) * size / 2 * filters);
    }
    winograd.kernel(channels * filters, kernel, kernel_points);
    winograd.input(tiles, channels, width * channels, patches, image, input_points);
    for (ptrdiff_t point = 0; point < points; point++) {
        table->gemm(tiles, filters, channels, input_points + point * tiles * channels, channels, 1,
                    kernel_points + point * channels * filters, filters, products + point * tiles * filters, filters, 0);
    }
    winograd.pool(tiles, filters, filters, output_columns * filters, products, bias, outputs, output, codes);
    for (ptrdiff_t i = 0; i < output_count; i++) {
        const ptrdiff_t f = i % filters, window = i / filters;
        double sums[4], magnitude;
        window_sums(image, width, channels, kernel, filters, f, bias[f], window / output_columns, window % output_columns, sums,
                    &magnitude);
        expect_pooled(i, output[i], codes[i], sums, matrices->growth * magnitude, 9);
    }
    free_all();
}

static void check_all_winograd_whole(void) {
    for (int trial = 0; trial < 20; trial++) {
        check_winograd_whole(1 + random_below(4), 1 + random_below(4), 1 + random_below(40), 16 * (1 + random_below(4)));
    }
    check_winograd_whole(2, 2, 32, 64);
}

static void check_winograd(dk_winograd functions, const winograd_matrices *its_matrices) {
    winograd = functions;
    matrices = its_matrices;
    check(its_matrices->size == 2 ? "winograd2.kernel" : "winograd4.kernel", check_all_winograd_kernel);
    check(its_matrices->size == 2 ? "winograd2.input" : "winograd4.input", check_all_winograd_input);
    check(its_matrices->size == 2 ? "winograd2.pool" : "winograd4.pool", check_all_winograd_pool);
    check(its_matrices->size == 2 ? "winograd2 against convolution" : "winograd4 against convolution", check_all_winograd_whole);
}

void check_winograd_transforms(void) {
    check_winograd(table->winograd2, &matrices2);
    check_winograd(table->winograd4, &matrices4);
}
