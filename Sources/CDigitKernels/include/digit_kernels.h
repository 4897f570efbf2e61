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

// Lists of the outputs of a convolution that won their pool window: list i has counts[i] gradients, each with its place,
// from gradients[i * stride] and places[i * stride] on.
typedef struct {
    float *gradients;
    int32_t *places;
    int32_t *counts;
    ptrdiff_t stride;
} dk_winners;

// The transforms of Winograd's F(t x t, 3x3), t = 2 or 4, with p = (t + 2)^2 points.
typedef struct {
    // Points of 3x3 kernels: kernel (3, 3, count), points (p, count).
    void (*kernel)(ptrdiff_t count, const float *kernel, float *points);

    // Points of input patches that start at image[patches[i]]: points (p, tiles, channels). row_stride is the image's.
    void (*input)(ptrdiff_t tiles, ptrdiff_t channels, ptrdiff_t row_stride, const int32_t *patches, const float *image,
                  float *points);

    // From products (p, tiles, block) to the pooled max(tile + bias, 0) of the tile's windows: block channels of each.
    // The first window of tile i lies at output[outputs[i]]; row_stride is the pooled output's. Codes lie as the outputs do.
    void (*pool)(ptrdiff_t tiles, ptrdiff_t block, ptrdiff_t channels, ptrdiff_t row_stride, const float *products,
                 const float *bias, const int32_t *outputs, float *output, uint8_t *codes);
} dk_winograd;

typedef struct {
    const char *name;

    // c[m, n] = a[m, k] * b[k, n], plus c's old values if accumulate.
    // a's element (i, p) is a[i * a_row + p * a_column]; one of the two strides is 1. Rows of b and c are contiguous.
    void (*gemm)(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *a, ptrdiff_t a_row, ptrdiff_t a_column, const float *b,
                 ptrdiff_t b_row, float *c, ptrdiff_t c_row, int accumulate);

    // target[c, r] = source[r, c].
    void (*transpose)(ptrdiff_t rows, ptrdiff_t columns, const float *source, ptrdiff_t source_row, float *target,
                      ptrdiff_t target_row);

    // target[i] = sum over s of sources[s * stride + i], added in the order of s.
    void (*sum)(ptrdiff_t count, ptrdiff_t sources_count, const float *sources, ptrdiff_t stride, float *target);

    // 3x3 kernel, stride 1, one input channel, filters a multiple of 16, then bias, ReLU and pool.
    // kernel (3, 3, filters); output (height/2 - 1, width/2 - 1, filters); codes say which position won.
    void (*conv3x3_one_channel_pool)(ptrdiff_t height, ptrdiff_t width, ptrdiff_t filters, const float *image, const float *kernel,
                                     const float *bias, float *output, uint8_t *codes);

    // Adds the gradients of that convolution's kernel (3, 3, filters) and bias, from the gradient of the pooled output.
    void (*conv3x3_one_channel_pool_backward)(ptrdiff_t height, ptrdiff_t width, ptrdiff_t filters, const float *image,
                                              const float *gradient, const uint8_t *codes, float *kernel_gradient,
                                              float *bias_gradient);

    // Winograd's transforms for output tiles of 2x2 (16 points) and of 4x4 (36 points).
    dk_winograd winograd2, winograd4;

    // A list for each position of each window (list 4 * window + position) of the channels that won there with a gradient
    // that is not 0. channels is a multiple of 16; the stride at least channels + 16, since whole vectors are written.
    void (*pool_winners)(ptrdiff_t windows, ptrdiff_t channels, const float *gradient, const uint8_t *codes, dk_winners winners);

    // The same winners as a list for each channel of where they won: offsets[position].
    void (*winners_by_channel)(ptrdiff_t positions, ptrdiff_t channels, const int32_t *offsets, dk_winners by_position,
                               dk_winners by_channel);

    // target[r * length + i] += sum over one channel's winners of gradient * image[offset + r * row_stride + i], r = 0...2.
    void (*winners_to_kernel)(ptrdiff_t length, ptrdiff_t row_stride, ptrdiff_t count, const float *gradients,
                              const int32_t *offsets, const float *image, float *target);

    // image_gradient[offsets[p] + r * row_stride + i] += sum over position p's winners of gradient * kernel[r, channel, i],
    // r = 0...2; kernel (3, channels, length).
    void (*winners_to_image)(ptrdiff_t positions, ptrdiff_t channels, ptrdiff_t length, ptrdiff_t row_stride,
                             const int32_t *offsets, dk_winners by_position, const float *kernel, float *image_gradient);

    // w -= alpha * m / (sqrt(v) + epsilon) after m += (g - m) * (1 - beta1), v += (g * g - v) * (1 - beta2);
    // before that w -= decay * w.
    void (*adam)(ptrdiff_t count, float *w, float *m, float *v, const float *g, float alpha, float one_minus_beta1,
                 float one_minus_beta2, float epsilon, float decay);

    // y[i] = max(x[i] + bias[i % channels], 0), or without the maximum if not relu; rows of channels values.
    void (*add_bias)(ptrdiff_t rows, ptrdiff_t channels, const float *bias, int relu, float *y);

    // y[i] = x[i] * scale + offset.
    void (*scale_bytes)(ptrdiff_t count, const uint8_t *x, float scale, float offset, float *y);
} dk_kernels;

// The functions of one instruction set, or NULL if this machine or build does not have it.
const dk_kernels *dk_kernels_for(dk_isa isa);

// The processors in this process's affinity mask, 0 where the system does not say.
int dk_affinity_count(void);

// Tells the processor that the thread is waiting in a loop.
static inline void dk_relax(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}
