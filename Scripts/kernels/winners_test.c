// The lists of a pool's winners and the gradients that go through them.
#include "kernel_test.h"

static dk_lists new_winners(ptrdiff_t lists, ptrdiff_t stride) {
    return (dk_lists){new_floats(lists * stride), new_ints(lists * stride), new_ints(lists), stride};
}

// Gradients of which a quarter is 0.
static float *new_gradients(ptrdiff_t count) {
    float *gradients = new_floats(count);
    for (ptrdiff_t i = 0; i < count; i++) {
        if (random_below(4) == 0) gradients[i] = 0;
    }
    return gradients;
}

static void check_pool_winners(ptrdiff_t windows, ptrdiff_t channels) {
    const float *gradient = new_gradients(windows * channels);
    const uint8_t *codes = new_codes(windows * channels);
    const dk_lists winners = new_winners(4 * windows, channels + 16 + random_below(5));
    float *bias_gradient = new_floats(channels), *old = copy_floats(bias_gradient, channels);
    table->pool_winners(windows, channels, gradient, codes, winners, bias_gradient);
    for (ptrdiff_t c = 0; c < channels; c++) {
        double sum = old[c], magnitude = fabs(sum);
        for (ptrdiff_t at = c; at < windows * channels; at += channels) {
            if (codes[at] == DK_POOL_OFF) continue;
            sum += gradient[at];
            magnitude += fabs(gradient[at]);
        }
        expect_close("bias gradient", c, bias_gradient[c], sum, magnitude, windows);
    }
    for (ptrdiff_t list = 0; list < 4 * windows; list++) {
        ptrdiff_t count = 0;
        for (ptrdiff_t c = 0; c < channels; c++) {
            const ptrdiff_t at = list / 4 * channels + c;
            if (codes[at] != list % 4 || gradient[at] == 0) continue;
            expect_equal("gradient", list, winners.values[list * winners.stride + count], gradient[at]);
            expect_equal("place", list, winners.places[list * winners.stride + count], (double)c);
            count++;
        }
        expect_equal("count", list, winners.counts[list], (double)count);
    }
    free_all();
}

static void check_all_pool_winners(void) {
    for (int trial = 0; trial < 100; trial++) check_pool_winners(random_below(30), 16 * (1 + random_below(5)));
    check_pool_winners(25, 64);
}

// Winners of random windows by position, and where each position lies in an image of 3-row patches of `length` values.
typedef struct {
    ptrdiff_t positions, channels, length, row_stride, image_count;
    dk_lists by_position;
    int32_t *offsets;
} winner_lists;

static winner_lists new_winner_lists(ptrdiff_t windows, ptrdiff_t channels, ptrdiff_t length) {
    const ptrdiff_t row_stride = length + random_below(50), image_count = 2 * row_stride + length + random_below(300);
    winner_lists lists = {4 * windows, channels, length, row_stride, image_count, new_winners(4 * windows, channels + 16),
                          new_ints(4 * windows)};
    for (ptrdiff_t p = 0; p < 4 * windows; p++) lists.offsets[p] = (int32_t)random_below(image_count - 2 * row_stride - length + 1);
    // The last patch ends where the image does.
    if (windows > 0) lists.offsets[random_below(4 * windows)] = (int32_t)(image_count - 2 * row_stride - length);
    table->pool_winners(windows, channels, new_gradients(windows * channels), new_codes(windows * channels), lists.by_position,
                        new_floats(channels));
    return lists;
}

static void check_winners_by_channel(ptrdiff_t windows, ptrdiff_t channels) {
    const float *gradient = new_gradients(windows * channels);
    const uint8_t *codes = new_codes(windows * channels);
    int32_t *offsets = new_ints(4 * windows);
    for (ptrdiff_t p = 0; p < 4 * windows; p++) offsets[p] = (int32_t)random_below(10000);
    const dk_lists winners = new_winners(channels, windows + 16 + random_below(5));
    table->winners_by_channel(windows, channels, offsets, gradient, codes, winners);
    for (ptrdiff_t c = 0; c < channels; c++) {
        ptrdiff_t count = 0;
        for (ptrdiff_t w = 0; w < windows; w++) {
            const ptrdiff_t at = w * channels + c;
            if (codes[at] == DK_POOL_OFF || gradient[at] == 0) continue;
            expect_equal("gradient", c, winners.values[c * winners.stride + count], gradient[at]);
            expect_equal("place", c, winners.places[c * winners.stride + count], offsets[4 * w + codes[at]]);
            count++;
        }
        expect_equal("count", c, winners.counts[c], (double)count);
    }
    free_all();
}

static void check_all_winners_by_channel(void) {
    for (int trial = 0; trial < 100; trial++) check_winners_by_channel(random_below(40), 16 * (1 + random_below(5)));
}

static void check_winners_to_kernel(ptrdiff_t channels, ptrdiff_t length, ptrdiff_t longest) {
    const int accumulate = (int)random_below(2);
    const ptrdiff_t row_stride = length + random_below(50), image_count = 2 * row_stride + length + random_below(300);
    const float *image = new_floats(image_count);
    const dk_lists lists = new_winners(channels, longest + random_below(3));
    for (ptrdiff_t c = 0; c < channels; c++) {
        lists.counts[c] = (int32_t)random_below(longest + 1);
        int32_t *places = lists.places + c * lists.stride;
        for (ptrdiff_t w = 0; w < lists.counts[c]; w++) places[w] = (int32_t)random_below(image_count - 2 * row_stride - length + 1);
        if (lists.counts[c] > 0) places[random_below(lists.counts[c])] = (int32_t)(image_count - 2 * row_stride - length);
    }
    float *target = new_floats(3 * length * channels), *old = copy_floats(target, 3 * length * channels);
    table->winners_to_kernel(channels, length, row_stride, lists, image, target, accumulate);
    for (ptrdiff_t i = 0; i < 3 * length * channels; i++) {
        const ptrdiff_t list = i / (3 * length) * lists.stride, row = i / length % 3;
        double sum = accumulate ? old[i] : 0, magnitude = fabs(sum);
        for (ptrdiff_t w = 0; w < lists.counts[i / (3 * length)]; w++) {
            const double product = (double)lists.values[list + w] * image[lists.places[list + w] + row * row_stride + i % length];
            sum += product;
            magnitude += fabs(product);
        }
        expect_close("target", i, target[i], sum, magnitude, longest);
    }
    free_all();
}

static void check_winners_to_image(ptrdiff_t windows, ptrdiff_t channels, ptrdiff_t length) {
    const winner_lists lists = new_winner_lists(windows, channels, length);
    const float *kernel = new_floats(3 * channels * length);
    float *image = new_floats(lists.image_count), *old = copy_floats(image, lists.image_count);
    table->winners_to_image(lists.positions, channels, length, lists.row_stride, lists.offsets, lists.by_position, kernel, image);
    double *sums = calloc((size_t)lists.image_count * 2, sizeof(double)), *magnitudes = sums + lists.image_count;
    for (ptrdiff_t p = 0; p < lists.positions; p++) {
        for (ptrdiff_t i = 0; i < lists.by_position.counts[p]; i++) {
            const ptrdiff_t at = p * lists.by_position.stride + i, channel = lists.by_position.places[at];
            for (ptrdiff_t j = 0; j < 3 * length; j++) {
                const ptrdiff_t r = j / length, pixel = lists.offsets[p] + r * lists.row_stride + j % length;
                const double product = (double)lists.by_position.values[at] * kernel[(r * channels + channel) * length + j % length];
                sums[pixel] += product;
                magnitudes[pixel] += fabs(product);
            }
        }
    }
    for (ptrdiff_t i = 0; i < lists.image_count; i++) {
        expect_close("image gradient", i, image[i], old[i] + sums[i], fabs(old[i]) + magnitudes[i], 12 * windows * channels);
    }
    free(sums);
    free_all();
}

static void check_all_winners_to_kernel(void) {
    for (ptrdiff_t length = 3; length < 240; length += 3) check_winners_to_kernel(1 + random_below(4), length, random_below(40));
    check_winners_to_kernel(64, 96, 25);
    check_winners_to_kernel(3, 384, 0);
}

static void check_all_winners_to_image(void) {
    for (ptrdiff_t length = 3; length < 240; length += 3) {
        check_winners_to_image(random_below(12), 16 * (1 + random_below(4)), length);
    }
    check_winners_to_image(25, 64, 96);
}

void check_winners(void) {
    check("pool_winners", check_all_pool_winners);
    check("winners_by_channel", check_all_winners_by_channel);
    check("winners_to_kernel", check_all_winners_to_kernel);
    check("winners_to_image", check_all_winners_to_image);
}
