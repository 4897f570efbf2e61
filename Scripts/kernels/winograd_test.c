// Winograd's F(4x4, 3x3), F(5x5, 3x3) and F(6x6, 3x3): each part by its matrix, then all of it against the plain convolution.
#include "winograd_test.h"

static winograd_matrices all_matrices[3] = {{.size = 4, .growth = 16}, {.size = 5, .growth = 32}, {.size = 6, .growth = 32}};

// The matrices of F(size, 3) by the construction of Cook and Toom: polynomials through `size + 1` points and infinity.
static void make_matrices(winograd_matrices *m) {
    static const double points[] = {0, 1, -1, 2, -2, 0.5, -0.5};
    const int count = m->size + 1;
    m->patch = count + 1;
    for (int p = 0; p <= count; p++) {
        // The product of x - points[q] over all other points.
        double polynomial[9] = {1}, scale = 1;
        int degree = 0;
        for (int q = 0; q < count; q++) {
            if (q == p) continue;
            degree++;
            for (int i = degree; i > 0; i--) polynomial[i] = polynomial[i - 1] - points[q] * polynomial[i];
            polynomial[0] *= -points[q];
            if (p < count) scale *= points[p] - points[q];
        }
        for (int i = 0; i <= count; i++) m->input[p][i] = polynomial[i];
        for (int i = 0; i < 3; i++) m->kernel[p][i] = p < count ? pow(points[p], i) / scale : i == 2;
        for (int i = 0; i < m->size; i++) m->output[i][p] = p < count ? pow(points[p], i) : i == m->size - 1;
    }
}

dk_winograd winograd;
winograd_matrices *matrices;

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
    const ptrdiff_t stride = count + random_below(20), last = (patch * patch - 1) * stride + count;
    const float *image = new_floats(height * width * channels);
    float *points = new_floats(last), *old = copy_floats(points, last);
    int32_t *patches = new_ints(tiles);
    for (ptrdiff_t t = 0; t < tiles; t++) {
        const ptrdiff_t y = t + 1 < tiles ? random_below(height - patch + 1) : height - patch;
        const ptrdiff_t x = t + 1 < tiles ? random_below(width - patch + 1) : width - patch;
        patches[t] = (int32_t)((y * width + x) * channels);
    }
    winograd.input(tiles, channels, width * channels, patches, image, stride, points);
    for (ptrdiff_t i = 0; i < last; i++) {
        const ptrdiff_t point = i / stride, tile = i % stride / channels, channel = i % stride % channels;
        if (tile >= tiles) {
            expect_equal("between the points", i, points[i], old[i]);
            continue;
        }
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
}

static void check_winograd_output(ptrdiff_t tiles, ptrdiff_t block, ptrdiff_t filters) {
    const int patch = matrices->patch, size = matrices->size;
    // Tiles lie in one row, in any order.
    const ptrdiff_t row_stride = tiles * size * filters, count = size * row_stride - filters + block;
    const ptrdiff_t stride = tiles * block + random_below(20);
    const float *products = new_floats((patch * patch - 1) * stride + tiles * block);
    float *output = new_floats(count), *old = copy_floats(output, count);
    int32_t *outputs = new_ints(tiles);
    const ptrdiff_t turn = random_below(tiles);
    for (ptrdiff_t t = 0; t < tiles; t++) outputs[t] = (int32_t)((t + turn) % tiles * size * filters);
    winograd.output(tiles, block, filters, row_stride, stride, products, outputs, output);
    for (ptrdiff_t i = 0; i < count; i++) {
        const ptrdiff_t filter = i % filters, column = i % row_stride / filters, row = i / row_stride;
        if (filter >= block) {
            expect_equal("another block's output", i, output[i], old[i]);
            continue;
        }
        const ptrdiff_t tile = (column / size + tiles - turn) % tiles;
        double sum = 0, magnitude = 0;
        for (int point = 0; point < patch * patch; point++) {
            const double product = matrices->output[row][point / patch] * matrices->output[column % size][point % patch]
                * products[point * stride + tile * block + filter];
            sum += product;
            magnitude += fabs(product);
        }
        expect_close("output", i, output[i], sum, magnitude, 2 * patch);
    }
    free_all();
}

static void check_all_winograd_output(void) {
    for (ptrdiff_t block = 1; block < 70; block++) check_winograd_output(1 + random_below(6), block, block + random_below(40));
}

// An image of rows x columns tiles.
static void check_winograd_whole(ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t channels, ptrdiff_t filters) {
    const int size = matrices->size, points = matrices->patch * matrices->patch;
    const ptrdiff_t width = columns * size + 2, height = rows * size + 2, tiles = rows * columns;
    const ptrdiff_t output_width = columns * size, output_count = rows * size * output_width * filters;
    const float *image = new_floats(height * width * channels), *kernel = new_floats(9 * channels * filters);
    float *kernel_points = new_floats(points * channels * filters), *input_points = new_floats(points * tiles * channels);
    float *products = new_floats(points * tiles * filters), *output = new_floats(output_count);
    int32_t *patches = new_ints(tiles), *outputs = new_ints(tiles);
    for (ptrdiff_t t = 0; t < tiles; t++) {
        patches[t] = (int32_t)((t / columns * width + t % columns) * size * channels);
        outputs[t] = (int32_t)((t / columns * output_width + t % columns) * size * filters);
    }
    winograd.kernel(channels * filters, kernel, kernel_points);
    winograd.input(tiles, channels, width * channels, patches, image, tiles * channels, input_points);
    for (ptrdiff_t point = 0; point < points; point++) {
        table->gemm(tiles, filters, channels, input_points + point * tiles * channels, channels, 1,
                    kernel_points + point * channels * filters, filters, products + point * tiles * filters, filters, 0);
    }
    winograd.output(tiles, filters, filters, output_width * filters, tiles * filters, products, outputs, output);
    for (ptrdiff_t i = 0; i < output_count; i++) {
        const ptrdiff_t f = i % filters, y = i / filters / output_width, x = i / filters % output_width;
        double sum = 0, magnitude = 0;
        for (ptrdiff_t t = 0; t < 9 * channels; t++) {
            const double product = (double)image[((y + t / channels / 3) * width + x + t / channels % 3) * channels + t % channels]
                * kernel[t * filters + f];
            sum += product;
            magnitude += fabs(product);
        }
        expect_close("output", i, output[i], sum, matrices->growth * magnitude, 9);
    }
    free_all();
}

static void check_all_winograd_whole(void) {
    for (int trial = 0; trial < 20; trial++) {
        check_winograd_whole(1 + random_below(3), 1 + random_below(3), 1 + random_below(40), 1 + random_below(70));
    }
    check_winograd_whole(2, 2, 32, 64);
}

static void check_winograd(dk_winograd functions, winograd_matrices *its_matrices) {
    static const struct {
        const char *name;
        void (*check)(void);
    } parts[] = {
        {".kernel", check_all_winograd_kernel},
        {".input", check_all_winograd_input},
        {".output", check_all_winograd_output},
        {" against convolution", check_all_winograd_whole},
        {".gradient", check_all_winograd_gradient},
        {".kernel_gradient", check_all_winograd_kernel_gradient},
        {" against the kernel's gradient", check_all_winograd_gradient_whole},
    };
    make_matrices(its_matrices);
    winograd = functions;
    matrices = its_matrices;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        char name[48];
        snprintf(name, sizeof name, "winograd%d%s", its_matrices->size, parts[i].name);
        check(name, parts[i].check);
    }
}

static void check_bias_pool(ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t block, ptrdiff_t channels) {
    const ptrdiff_t count = (rows * columns - 1) * channels + block;
    const float *image = new_floats(4 * rows * columns * block), *bias = new_floats(block);
    float *output = new_floats(count), *old = copy_floats(output, count);
    uint8_t *codes = new_codes(count);
    table->bias_pool(rows, columns, block, image, bias, channels, output, codes);
    for (ptrdiff_t i = 0; i < count; i++) {
        const ptrdiff_t channel = i % channels, window = i / channels;
        if (channel >= block) {
            expect_equal("another block's output", i, output[i], old[i]);
            continue;
        }
        double sums[4], magnitude = 0;
        for (int p = 0; p < 4; p++) {
            const ptrdiff_t y = 2 * (window / columns) + p / 2, x = 2 * (window % columns) + p % 2;
            sums[p] = image[(y * 2 * columns + x) * block + channel] + bias[channel];
            magnitude = fmax(magnitude, fabs(sums[p]));
        }
        expect_pooled(i, output[i], codes[i], sums, magnitude, 1);
    }
    free_all();
}

static void check_all_bias_pool(void) {
    for (ptrdiff_t block = 16; block < 100; block += 16) {
        check_bias_pool(1 + random_below(6), 1 + random_below(6), block, block + 16 * random_below(3));
    }
}

void check_winograd_transforms(void) {
    check_winograd(table->winograd4, &all_matrices[0]);
    check_winograd(table->winograd5, &all_matrices[1]);
    check_winograd(table->winograd6, &all_matrices[2]);
    check("bias_pool", check_all_bias_pool);
}
