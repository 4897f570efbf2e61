// Checks every function of every kernel table that this machine can run against plain loops in double precision.
//
//   kernel_test [instruction set ...]
//
// Buffers are exactly as long as their contents and begin at any multiple of 4 bytes: the address sanitizer, or without it a
// page that may not be touched, stops a kernel that reads or writes past an end. What lies between rows must not change.
#define _GNU_SOURCE
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "digit_kernels.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_ADDRESS_SANITIZER 1
#endif
#endif

static const dk_kernels *table;
static const char *function_name;
static long check_count;
static double worst_error;

// Random numbers: xorshift64* (Vigna 2016).

static uint64_t random_state = 0x9e3779b97f4a7c15u;

static uint64_t random_bits(void) {
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return random_state * 0x2545f4914f6cdd1du;
}

static ptrdiff_t random_below(ptrdiff_t bound) { return (ptrdiff_t)((random_bits() >> 33) % (uint64_t)bound); }
static float random_float(void) { return (float)((double)(random_bits() >> 40) * 0x1p-23 - 1); }

// Exactly sized buffers, released together after each trial.

typedef struct {
    void *memory;
    size_t size;
} block;

static block blocks[64];
static int block_count;

static void *new_bytes(size_t size, size_t alignment) {
    const size_t shift = (size_t)random_below(16) * 4 / alignment * alignment;
#ifdef HAS_ADDRESS_SANITIZER
    void *memory = malloc(size + shift > 0 ? size + shift : 1);
    void *start = (char *)memory + shift;
#else
    (void)shift;
    const size_t page = (size_t)sysconf(_SC_PAGESIZE), pages = (size + page - 1) / page + 1;
    void *memory = mmap(NULL, pages * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) abort();
    mprotect((char *)memory + (pages - 1) * page, page, PROT_NONE);
    void *start = (char *)memory + (pages - 1) * page - (size + alignment - 1) / alignment * alignment;
#endif
    if (block_count == 64) abort();
    blocks[block_count++] = (block){memory, size};
    return start;
}

static float *new_floats(ptrdiff_t count) {
    float *values = new_bytes((size_t)count * sizeof(float), sizeof(float));
    for (ptrdiff_t i = 0; i < count; i++) values[i] = random_float();
    return values;
}

static float *copy_floats(const float *source, ptrdiff_t count) {
    float *values = new_floats(count);
    if (count > 0) memcpy(values, source, (size_t)count * sizeof(float));
    return values;
}

static int32_t *new_ints(ptrdiff_t count) { return new_bytes((size_t)count * sizeof(int32_t), sizeof(int32_t)); }

static uint8_t *new_codes(ptrdiff_t count) {
    uint8_t *codes = new_bytes((size_t)count, 1);
    for (ptrdiff_t i = 0; i < count; i++) codes[i] = (uint8_t)random_below(5);
    return codes;
}

static void free_all(void) {
    while (block_count > 0) {
        block_count--;
#ifdef HAS_ADDRESS_SANITIZER
        free(blocks[block_count].memory);
#else
        const size_t page = (size_t)sysconf(_SC_PAGESIZE);
        munmap(blocks[block_count].memory, ((blocks[block_count].size + page - 1) / page + 1) * page);
#endif
    }
}

// Comparisons. Errors are counted in units of 2^-24 of the sum of the magnitudes that were added.

static void fail(const char *what, ptrdiff_t at, double found, double wanted) {
    fprintf(stderr, "%s %s: %s at %td is %.9g, expected %.9g\n", table->name, function_name, what, at, found, wanted);
    exit(1);
}

static void expect_close(const char *what, ptrdiff_t at, float found, double wanted, double magnitude, ptrdiff_t terms) {
    const double unit = 0x1p-24 * magnitude + 1e-38, error = fabs(found - wanted) / unit;
    check_count++;
    if (error > worst_error) worst_error = error;
    if (!(error <= 4 + sqrt((double)terms))) fail(what, at, found, wanted);
}

static void expect_equal(const char *what, ptrdiff_t at, double found, double wanted) {
    check_count++;
    if (found != wanted) fail(what, at, found, wanted);
}

// The matrix product and its kin.

static void check_gemm(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k) {
    const int by_columns = (int)random_below(2), accumulate = (int)random_below(2);
    const ptrdiff_t gap_a = random_below(3), b_row = n + random_below(3), c_row = n + random_below(3);
    const ptrdiff_t a_row = by_columns ? 1 : k + gap_a, a_column = by_columns ? m + gap_a : 1;
    const ptrdiff_t a_count = m && k ? (m - 1) * a_row + (k - 1) * a_column + 1 : 0;
    const ptrdiff_t b_count = k && n ? (k - 1) * b_row + n : 0, c_count = m && n ? (m - 1) * c_row + n : 0;
    const float *a = new_floats(a_count), *b = new_floats(b_count);
    float *c = new_floats(c_count), *old = copy_floats(c, c_count);
    table->gemm(m, n, k, a, a_row, a_column, b, b_row, c, c_row, accumulate);
    for (ptrdiff_t i = 0; i < c_count; i++) {
        const ptrdiff_t row = i / c_row, column = i % c_row;
        if (column >= n) {
            expect_equal("the gap between rows", i, c[i], old[i]);
            continue;
        }
        double sum = accumulate ? old[i] : 0, magnitude = fabs(sum);
        for (ptrdiff_t p = 0; p < k; p++) {
            const double product = (double)a[row * a_row + p * a_column] * b[p * b_row + column];
            sum += product;
            magnitude += fabs(product);
        }
        expect_close("c", i, c[i], sum, magnitude, k);
    }
    free_all();
}

static void check_all_gemm(void) {
    static const ptrdiff_t sizes[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13, 14, 15, 16, 17, 27, 31, 32, 33, 47, 64, 65};
    enum { COUNT = sizeof sizes / sizeof *sizes };
    for (int i = 0; i < COUNT; i++) {
        for (int j = 0; j < COUNT; j++) check_gemm(sizes[i], sizes[j], sizes[random_below(COUNT)]);
    }
    for (int trial = 0; trial < 200; trial++) check_gemm(random_below(40), random_below(150), random_below(300));
    // One row (a single image through a dense layer) and the seed network's products.
    for (int trial = 0; trial < 100; trial++) check_gemm(1, random_below(300), random_below(300));
    check_gemm(25, 32, 32);
    check_gemm(64, 128, 1600);
    check_gemm(32, 128, 64);
    check_gemm(1, 10, 128);
    check_gemm(7, 10, 1025);
}

static void check_transpose(ptrdiff_t rows, ptrdiff_t columns) {
    const ptrdiff_t source_row = columns + random_below(3), target_row = rows + random_below(3);
    const ptrdiff_t source_count = rows && columns ? (rows - 1) * source_row + columns : 0;
    const ptrdiff_t target_count = rows && columns ? (columns - 1) * target_row + rows : 0;
    const float *source = new_floats(source_count);
    float *target = new_floats(target_count), *old = copy_floats(target, target_count);
    table->transpose(rows, columns, source, source_row, target, target_row);
    for (ptrdiff_t i = 0; i < target_count; i++) {
        const ptrdiff_t row = i % target_row, column = i / target_row;
        expect_equal("target", i, target[i], row < rows ? source[row * source_row + column] : old[i]);
    }
    free_all();
}

static void check_all_transpose(void) {
    for (ptrdiff_t rows = 0; rows < 20; rows++) {
        for (ptrdiff_t columns = 0; columns < 20; columns++) check_transpose(rows, columns);
    }
    for (int trial = 0; trial < 30; trial++) check_transpose(random_below(200), random_below(200));
}

// The order of additions is part of the contract, so the result is exact.
static void check_sum(ptrdiff_t count, ptrdiff_t sources_count) {
    const ptrdiff_t stride = count + random_below(20);
    const float *sources = new_floats((sources_count - 1) * stride + count);
    float *target = new_floats(count);
    table->sum(count, sources_count, sources, stride, target);
    for (ptrdiff_t i = 0; i < count; i++) {
        float total = sources[i];
        for (ptrdiff_t s = 1; s < sources_count; s++) total += sources[s * stride + i];
        expect_equal("target", i, target[i], total);
    }
    free_all();
}

static void check_all_sum(void) {
    for (ptrdiff_t count = 0; count < 140; count++) check_sum(count, 1 + random_below(16));
    check_sum(18432, 8);
}

// Convolution, ReLU and pool in one.

// The four sums of a window and the magnitude of their terms: a 3x3 kernel over an image of some channels.
static void window_sums(const float *image, ptrdiff_t width, ptrdiff_t channels, const float *kernel, ptrdiff_t filters, ptrdiff_t f,
                        float bias, ptrdiff_t row, ptrdiff_t column, double sums[4], double *magnitude) {
    *magnitude = 0;
    for (int p = 0; p < 4; p++) {
        double sum = bias, size = fabs(bias);
        for (int t = 0; t < 9; t++) {
            for (ptrdiff_t c = 0; c < channels; c++) {
                const ptrdiff_t y = 2 * row + p / 2 + t / 3, x = 2 * column + p % 2 + t % 3;
                const double product = (double)image[(y * width + x) * channels + c] * kernel[(t * channels + c) * filters + f];
                sum += product;
                size += fabs(product);
            }
        }
        sums[p] = sum;
        if (size > *magnitude) *magnitude = size;
    }
}

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

// The output is the largest sum or 0; the code names a position whose sum is the largest, as far as rounding lets one tell.
static void expect_pooled(ptrdiff_t at, float output, uint8_t code, const double sums[4], double magnitude, ptrdiff_t terms) {
    double largest = 0;
    for (int p = 0; p < 4; p++) largest = fmax(largest, sums[p]);
    expect_close("output", at, output, largest, magnitude, terms);
    if (code > DK_POOL_OFF) fail("code", at, code, DK_POOL_OFF);
    expect_close("the winner's sum", at, (float)(code == DK_POOL_OFF ? 0 : sums[code]), largest, 2 * magnitude, terms);
    if ((code == DK_POOL_OFF) != (output == 0)) fail("code (4 if and only if the output is 0)", at, code, output);
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

// Winograd's F(2x2, 3x3) and F(4x4, 3x3): each part by its matrix, then all of it against the plain convolution.

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

// The winners of a pool.

static dk_winners new_winners(ptrdiff_t lists, ptrdiff_t stride) {
    return (dk_winners){new_floats(lists * stride), new_ints(lists * stride), new_ints(lists), stride};
}

// The winners of random windows, listed by position and by channel; channels is a multiple of 16.
static void check_pool_winners(ptrdiff_t windows, ptrdiff_t channels) {
    int32_t *offsets = new_ints(4 * windows);
    for (ptrdiff_t p = 0; p < 4 * windows; p++) offsets[p] = (int32_t)random_below(100000);
    float *gradient = new_floats(windows * channels);
    for (ptrdiff_t i = 0; i < windows * channels; i++) {
        if (random_below(4) == 0) gradient[i] = 0;
    }
    const uint8_t *codes = new_codes(windows * channels);
    // Whole vectors are written, so a list has room for one more.
    const dk_winners by_position = new_winners(4 * windows, channels + 16), by_channel = new_winners(channels, windows);
    table->pool_winners(windows, channels, gradient, codes, by_position);
    for (ptrdiff_t p = 0; p < 4 * windows; p++) {
        ptrdiff_t count = 0;
        for (ptrdiff_t c = 0; c < channels; c++) {
            const float g = gradient[p / 4 * channels + c];
            if (codes[p / 4 * channels + c] != p % 4 || g == 0) continue;
            expect_equal("gradient", p, by_position.gradients[p * by_position.stride + count], g);
            expect_equal("place", p, by_position.places[p * by_position.stride + count], (double)c);
            count++;
        }
        expect_equal("count", p, by_position.counts[p], (double)count);
    }
    table->winners_by_channel(4 * windows, channels, offsets, by_position, by_channel);
    for (ptrdiff_t c = 0; c < channels; c++) {
        ptrdiff_t count = 0;
        for (ptrdiff_t w = 0; w < windows; w++) {
            const uint8_t code = codes[w * channels + c];
            const float g = gradient[w * channels + c];
            if (code == DK_POOL_OFF || g == 0) continue;
            expect_equal("gradient", c, by_channel.gradients[c * by_channel.stride + count], g);
            expect_equal("place", c, by_channel.places[c * by_channel.stride + count], offsets[4 * w + code]);
            count++;
        }
        expect_equal("count", c, by_channel.counts[c], (double)count);
    }
    free_all();
}

static void check_all_pool_winners(void) {
    for (int trial = 0; trial < 200; trial++) check_pool_winners(random_below(40), 16 * (1 + random_below(5)));
}

typedef struct {
    ptrdiff_t length, row_stride, count, image_count;
    float *gradients;
    int32_t *offsets;
} winner_list;

// Patches of 3 rows of `length` values at random places of an image that ends where the last patch does.
static winner_list new_winner_list(ptrdiff_t length, ptrdiff_t count) {
    const ptrdiff_t row_stride = length + random_below(50), image_count = 2 * row_stride + length + random_below(300);
    winner_list list = {length, row_stride, count, image_count, new_floats(count), new_ints(count)};
    for (ptrdiff_t i = 0; i < count; i++) list.offsets[i] = (int32_t)random_below(image_count - 2 * row_stride - length + 1);
    return list;
}

static void check_winners_to_kernel(ptrdiff_t length, ptrdiff_t count) {
    const winner_list list = new_winner_list(length, count);
    const float *image = new_floats(list.image_count);
    float *target = new_floats(3 * length), *old = copy_floats(target, 3 * length);
    table->winners_to_kernel(length, list.row_stride, count, list.gradients, list.offsets, image, target);
    for (ptrdiff_t i = 0; i < 3 * length; i++) {
        double sum = old[i], magnitude = fabs(sum);
        for (ptrdiff_t w = 0; w < count; w++) {
            const double product = (double)list.gradients[w] * image[list.offsets[w] + i / length * list.row_stride + i % length];
            sum += product;
            magnitude += fabs(product);
        }
        expect_close("target", i, target[i], sum, magnitude, count);
    }
    free_all();
}

// Some positions at random places of an image that ends where the last patch does, each with winners of random channels.
static void check_winners_to_image(ptrdiff_t length, ptrdiff_t positions, ptrdiff_t channels) {
    const winner_list list = new_winner_list(length, positions);
    const float *kernel = new_floats(3 * channels * length);
    float *image = new_floats(list.image_count), *old = copy_floats(image, list.image_count);
    const dk_winners winners = new_winners(positions, channels);
    for (ptrdiff_t p = 0; p < positions; p++) {
        winners.counts[p] = (int32_t)random_below(channels + 1);
        for (ptrdiff_t i = 0; i < channels; i++) winners.places[p * channels + i] = (int32_t)random_below(channels);
    }
    table->winners_to_image(positions, channels, length, list.row_stride, list.offsets, winners, kernel, image);
    for (ptrdiff_t i = 0; i < list.image_count; i++) {
        double sum = old[i], magnitude = fabs(sum);
        ptrdiff_t terms = 0;
        for (ptrdiff_t p = 0; p < positions; p++) {
            for (int r = 0; r < 3; r++) {
                const ptrdiff_t at = i - list.offsets[p] - r * list.row_stride;
                if (at < 0 || at >= length) continue;
                for (ptrdiff_t w = p * channels; w < p * channels + winners.counts[p]; w++) {
                    const double product = (double)winners.gradients[w] * kernel[(r * channels + winners.places[w]) * length + at];
                    sum += product;
                    magnitude += fabs(product);
                    terms++;
                }
            }
        }
        expect_close("image gradient", i, image[i], sum, magnitude, terms);
    }
    free_all();
}

static void check_all_winners_to_kernel(void) {
    for (ptrdiff_t length = 3; length < 240; length += 3) check_winners_to_kernel(length, random_below(40));
    check_winners_to_kernel(96, 25);
    check_winners_to_kernel(384, 0);
}

static void check_all_winners_to_image(void) {
    for (ptrdiff_t length = 3; length < 240; length += 3) check_winners_to_image(length, random_below(12), 1 + random_below(20));
    check_winners_to_image(96, 100, 64);
    check_winners_to_image(384, 0, 16);
}

// Loops over single values.

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
    free_all();
}

static void check_all_add_bias(void) {
    for (ptrdiff_t channels = 1; channels < 70; channels++) {
        check_add_bias(random_below(20), channels, 0);
        check_add_bias(random_below(20), channels, 1);
    }
}

static void check_scale_bytes(ptrdiff_t count) {
    uint8_t *x = new_bytes((size_t)count, 1);
    for (ptrdiff_t i = 0; i < count; i++) x[i] = (uint8_t)random_bits();
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

static void check(const char *name, void (*body)(void)) {
    function_name = name;
    check_count = 0;
    worst_error = 0;
    body();
    printf("  %-34s %9ld values, worst error %5.2f units\n", name, check_count, worst_error);
}

static void check_winograd(dk_winograd functions, const winograd_matrices *its_matrices) {
    winograd = functions;
    matrices = its_matrices;
    check(its_matrices->size == 2 ? "winograd2.kernel" : "winograd4.kernel", check_all_winograd_kernel);
    check(its_matrices->size == 2 ? "winograd2.input" : "winograd4.input", check_all_winograd_input);
    check(its_matrices->size == 2 ? "winograd2.pool" : "winograd4.pool", check_all_winograd_pool);
    check(its_matrices->size == 2 ? "winograd2 against convolution" : "winograd4 against convolution", check_all_winograd_whole);
}

static void check_table(void) {
    printf("%s\n", table->name);
    check("gemm", check_all_gemm);
    check("transpose", check_all_transpose);
    check("sum", check_all_sum);
    check("conv3x3_one_channel_pool", check_all_one_channel);
    check("conv3x3_one_channel_pool_backward", check_all_one_channel_backward);
    check_winograd(table->winograd2, &matrices2);
    check_winograd(table->winograd4, &matrices4);
    check("pool_winners, winners_by_channel", check_all_pool_winners);
    check("winners_to_kernel", check_all_winners_to_kernel);
    check("winners_to_image", check_all_winners_to_image);
    check("adam", check_all_adam);
    check("add_bias", check_all_add_bias);
    check("scale_bytes", check_all_scale_bytes);
}

int main(int count, char **names) {
    int checked = 0;
    for (int isa = DK_GENERIC; isa <= DK_NEON; isa++) {
        table = dk_kernels_for((dk_isa)isa);
        int wanted = table && count == 1;
        for (int i = 1; table && i < count; i++) wanted |= strcmp(names[i], table->name) == 0;
        if (!wanted) continue;
        check_table();
        checked++;
    }
    if (checked == 0) fprintf(stderr, "no such instruction set here\n");
    dk_relax();
    return checked > 0 && dk_affinity_count() >= 0 ? 0 : 1;
}
