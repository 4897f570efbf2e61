// The inner loops of the engine, one table of functions for each instruction set.
//
// Every array is row-major and belongs to the caller; nothing here allocates, locks or keeps state.
// Images are (height, width, channels). "Pool" always means 2x2 windows with stride 2.
#pragma once
#include <stddef.h>
#include <stdint.h>

typedef enum { DK_GENERIC = 0, DK_AVX2 = 1, DK_AVX512 = 2, DK_NEON = 3 } dk_isa;

// The position of a pool window's winner, 0...3 in row-major order, or this where the ReLU was off.
enum { DK_POOL_OFF = 4 };

// Lists of values and where each belongs: list i has counts[i] of them, from values[i * stride] and places[i * stride] on.
typedef struct {
    float *values;
    int32_t *places;
    int32_t *counts;
    ptrdiff_t stride;
} dk_lists;

// The transforms of Winograd's F(t x t, 3x3), t = 4, 5 or 6, with p = (t + 2)^2 points.
typedef struct {
    // Points of 3x3 kernels: kernel (3, 3, count), points (p, count).
    void (*kernel)(ptrdiff_t count, const float *kernel, float *points);

    // Points of input patches that start at image[patches[i]]: (tiles, channels) of each at points[point * point_stride].
    // row_stride is the image's.
    void (*input)(ptrdiff_t tiles, ptrdiff_t channels, ptrdiff_t row_stride, const int32_t *patches, const float *image,
                  ptrdiff_t point_stride, float *points);

    // From products, (tiles, block) of each point at products[point * point_stride], to the convolution's tiles: tile i at
    // output[outputs[i]], `block` of an output's `filters` values. row_stride is the output's.
    void (*output)(ptrdiff_t tiles, ptrdiff_t block, ptrdiff_t filters, ptrdiff_t row_stride, ptrdiff_t point_stride,
                   const float *products, const int32_t *outputs, float *output);

    // For the kernel's gradient, the transpose of `output`: from the gradient at the convolution's tiles, tile i at
    // gradient[outputs[i]] with `block` of a pixel's `filters` values, to (tiles, block) of each point at points[point *
    // point_stride]. A tile's first skipped[2 * i] rows and skipped[2 * i + 1] columns count as 0.
    void (*gradient)(ptrdiff_t tiles, ptrdiff_t block, ptrdiff_t filters, ptrdiff_t row_stride, const int32_t *outputs,
                     const uint8_t *skipped, const float *gradient, ptrdiff_t point_stride, float *points);

    // The transpose of `kernel`: from the gradients at the points, (channels, block) of each at points[point * point_stride], to
    // `block` filters of the gradient of a kernel (3, 3, channels, filters), plus its old values if accumulate.
    void (*kernel_gradient)(ptrdiff_t channels, ptrdiff_t block, ptrdiff_t filters, ptrdiff_t point_stride, const float *points,
                            float *kernel, int accumulate);
} dk_winograd;

typedef struct {
    const char *name;

    // c[m, n] = a[m, k] * b[k, n], plus c's old values if accumulate.
    // a's element (i, p) is a[i * a_row + p * a_column]; one of the two strides is 1. Rows of b and c are contiguous.
    void (*gemm)(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *a, ptrdiff_t a_row, ptrdiff_t a_column, const float *b,
                 ptrdiff_t b_row, float *c, ptrdiff_t c_row, int accumulate);

    // For each row of x, a list of its nonzero values and their columns. The stride is at least columns + 16, since whole vectors
    // are written.
    void (*list_nonzeros)(ptrdiff_t rows, ptrdiff_t columns, const float *x, dk_lists lists);

    // c[m, n] = a * b for a matrix a of which list i has row i's values and their columns. A block of b should fit the
    // first-level cache: it is read once for each row of a. Sums are added in the order of the lists; only the products with a's
    // zeros are skipped.
    void (*sparse_gemm)(ptrdiff_t m, ptrdiff_t n, dk_lists a, const float *b, ptrdiff_t b_row, float *c, ptrdiff_t c_row);

    // target[c, r] = source[r, c].
    void (*transpose)(ptrdiff_t rows, ptrdiff_t columns, const float *source, ptrdiff_t source_row, float *target,
                      ptrdiff_t target_row);

    // target[i] = sum over s of sources[s * stride + i], added in the order of s.
    void (*sum)(ptrdiff_t count, ptrdiff_t sources_count, const float *sources, ptrdiff_t stride, float *target);

    // 3x3 kernel, stride 1, one input channel, filters a multiple of 16, then bias, ReLU and pool.
    // kernel (3, 3, filters); output (height/2 - 1, width/2 - 1, filters); codes name the position that won.
    void (*conv3x3_one_channel_pool)(ptrdiff_t height, ptrdiff_t width, ptrdiff_t filters, const float *image, const float *kernel,
                                     const float *bias, float *output, uint8_t *codes);

    // Adds the gradients of that convolution's kernel (3, 3, filters) and bias, from the gradient of the pooled output.
    void (*conv3x3_one_channel_pool_backward)(ptrdiff_t height, ptrdiff_t width, ptrdiff_t filters, const float *image,
                                              const float *gradient, const uint8_t *codes, float *kernel_gradient,
                                              float *bias_gradient);

    // Winograd's transforms for output tiles of 4x4 (36 points), 5x5 (49) and 6x6 (64).
    dk_winograd winograd4, winograd5, winograd6;

    // Bias, ReLU and pool of an image (2 * rows, 2 * columns, block): fills `block` channels, a multiple of 16, of the output
    // (rows, columns, channels). Codes are laid out like the outputs.
    void (*bias_pool)(ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t block, const float *image, const float *bias,
                      ptrdiff_t channels, float *output, uint8_t *codes);

    // The largest value of each window of height x width pixels and each channel; windows do not overlap.
    // Output (rows, columns, channels); row_stride is the image's.
    void (*max_pool)(ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t channels, ptrdiff_t height, ptrdiff_t width,
                     ptrdiff_t row_stride, const float *image, float *output);

    // Sets the gradient of the windows' pixels: the output's for the first pixel with the largest value, else 0.
    void (*max_pool_backward)(ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t channels, ptrdiff_t height, ptrdiff_t width,
                              ptrdiff_t row_stride, const float *image, const float *output, const float *gradient,
                              float *image_gradient);

    // A list for each position of each window (list 4 * window + position) of the channels that won there with a gradient
    // that is not 0. channels is a multiple of 16; the stride at least channels + 16, since whole vectors are written.
    // Adds each channel's gradients to bias_gradient.
    void (*pool_winners)(ptrdiff_t windows, ptrdiff_t channels, const float *gradient, const uint8_t *codes, dk_lists winners,
                         float *bias_gradient);

    // The same winners as one list for each channel: offsets[4 * window + position], all at least 0. The stride is at least
    // windows + 16.
    void (*winners_by_channel)(ptrdiff_t windows, ptrdiff_t channels, const int32_t *offsets, const float *gradient,
                               const uint8_t *codes, dk_lists winners);

    // target[(3 * c + r) * length + i] = sum over channel c's winners of gradient * image[place + r * row_stride + i], r = 0...2,
    // plus target's old values if accumulate.
    void (*winners_to_kernel)(ptrdiff_t channels, ptrdiff_t length, ptrdiff_t row_stride, dk_lists by_channel,
                              const float *image, float *target, int accumulate);

    // image_gradient[offsets[p] + r * row_stride + i] += sum over position p's winners of gradient * kernel[r, channel, i],
    // r = 0...2; kernel (3, channels, length).
    void (*winners_to_image)(ptrdiff_t positions, ptrdiff_t channels, ptrdiff_t length, ptrdiff_t row_stride,
                             const int32_t *offsets, dk_lists by_position, const float *kernel, float *image_gradient);

    // target[i] = source[i], written past the caches; target is aligned to a cache line. Complete when the function returns.
    void (*stream)(ptrdiff_t count, const float *source, float *target);

    // w -= alpha * m / (sqrt(v) + epsilon) after m += (g - m) * (1 - beta1), v += (g * g - v) * (1 - beta2);
    // before that w -= decay * w.
    void (*adam)(ptrdiff_t count, float *w, float *m, float *v, const float *g, float alpha, float one_minus_beta1,
                 float one_minus_beta2, float epsilon, float decay);

    // y[i] = max(x[i] + bias[i % channels], 0), or without the maximum if not relu; rows of channels values.
    void (*add_bias)(ptrdiff_t rows, ptrdiff_t channels, const float *bias, int relu, float *y);

    // y[i] = x[i] * scale + offset.
    void (*scale_bytes)(ptrdiff_t count, const uint8_t *x, float scale, float offset, float *y);

    // g[i] = 0 unless y[i] > 0: the gradient through a ReLU whose output is y.
    void (*relu_backward)(ptrdiff_t count, const float *y, float *g);

    // sums[i] += sum over the rows of x[r * columns + i].
    void (*add_rows)(ptrdiff_t rows, ptrdiff_t columns, const float *x, float *sums);

    // y[i] = x[i] * scale[i % channels] + offset[i % channels]; rows of channels values.
    void (*scale_rows)(ptrdiff_t rows, ptrdiff_t channels, const float *scale, const float *offset, const float *x, float *y);

    // For each channel: sums[c] = sum of x, sums[channels + c] = sum of its squares.
    void (*moment_sums)(ptrdiff_t rows, ptrdiff_t channels, const float *x, double *sums);

    // For each channel, with n = (x - mean[c]) * inverse_deviation[c]: sums[c] = sum of g, sums[channels + c] = sum of g * n.
    void (*normalization_sums)(ptrdiff_t rows, ptrdiff_t channels, const float *mean, const float *inverse_deviation,
                               const float *x, const float *g, double *sums);

    // x_gradient = factor[c] * (g - gradient_mean[c] - n * product_mean[c]), with n as above.
    void (*normalization_backward)(ptrdiff_t rows, ptrdiff_t channels, const float *mean, const float *inverse_deviation,
                                   const float *factor, const float *gradient_mean, const float *product_mean, const float *x,
                                   const float *g, float *x_gradient);

    // y[i] = x[i] * scale and kept[i] = 1 where random[i] >= threshold, else both 0.
    void (*dropout)(ptrdiff_t count, const uint16_t *random, uint32_t threshold, float scale, const float *x, float *y,
                    uint8_t *kept);

    // x_gradient[i] = g[i] * scale where kept[i], else 0.
    void (*dropout_backward)(ptrdiff_t count, const uint8_t *kept, float scale, const float *g, float *x_gradient);
} dk_kernels;

// The functions of one instruction set, or NULL if this machine or build does not have it.
const dk_kernels *dk_kernels_for(dk_isa isa);

// The number of processors in this process's affinity mask; 0 if the system does not say.
int dk_affinity_count(void);

// Tells the processor that these bytes will be read soon.
static inline void dk_prefetch(const void *bytes, ptrdiff_t count) {
    for (ptrdiff_t i = 0; i < count; i += 64) __builtin_prefetch((const char *)bytes + i);
}

// Tells the processor that the thread is waiting in a loop.
static inline void dk_relax(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}
