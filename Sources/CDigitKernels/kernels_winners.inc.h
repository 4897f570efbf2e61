// The backward pass through a pool sees only the winners: at most one position in four has a gradient.

static void DK_NAME(pool_winners)(ptrdiff_t windows, ptrdiff_t channels, ptrdiff_t pixel_stride, ptrdiff_t row_stride,
                                  const int32_t *window_offsets, const float *gradient, const uint8_t *codes,
                                  dk_winners winners) {
    int32_t step[5] = {0, (int32_t)pixel_stride, (int32_t)row_stride, (int32_t)(row_stride + pixel_stride), 0};
    memset(winners.counts, 0, sizeof(int32_t) * (size_t)channels);
    for (ptrdiff_t w = 0; w < windows; w++) {
        for (ptrdiff_t c = 0; c < channels; c++) {
            // Written always, counted only if it won: no branch to mispredict.
            const float g = gradient[w * channels + c];
            const uint8_t code = codes[w * channels + c];
            const ptrdiff_t at = c * winners.stride + winners.counts[c];
            winners.gradients[at] = g;
            winners.offsets[at] = window_offsets[w] + step[code];
            winners.counts[c] += (code != DK_POOL_OFF) & (g != 0);
        }
    }
}

// `rows` kernel rows, `vectors` vectors of each, summed in registers over all winners.
INLINE void gather(const int rows, const int vectors, ptrdiff_t length, ptrdiff_t row_stride, ptrdiff_t count,
                   const float *gradients, const int32_t *offsets, const float *image, float *target) {
    vector sum[rows][vectors];
    UNROLL for (int r = 0; r < rows; r++) {
        UNROLL for (int v = 0; v < vectors; v++) sum[r][v] = load(target + r * length + v * WIDTH);
    }
    for (ptrdiff_t i = 0; i < count; i++) {
        const vector g = splat(gradients[i]);
        const float *from = image + offsets[i];
        UNROLL for (int r = 0; r < rows; r++) {
            UNROLL for (int v = 0; v < vectors; v++) sum[r][v] += g * load(from + r * row_stride + v * WIDTH);
        }
    }
    UNROLL for (int r = 0; r < rows; r++) {
        UNROLL for (int v = 0; v < vectors; v++) store(target + r * length + v * WIDTH, sum[r][v]);
    }
}

// The vectors of a kernel row that the registers hold at a time; with 32 wide registers, of all three rows.
enum { GATHER_VECTORS = WIDTH == 16 ? 6 : 12, GATHER_ROWS = WIDTH == 16 ? 3 : 1 };

static void DK_NAME(winners_to_kernel)(ptrdiff_t length, ptrdiff_t row_stride, ptrdiff_t count, const float *gradients,
                                       const int32_t *offsets, const float *image, float *target) {
    for (int row = 0; row < 3; row += GATHER_ROWS) {
        const float *from = image + row * row_stride;
        float *to = target + row * length;
        ptrdiff_t i = 0;
        for (; i + GATHER_VECTORS * WIDTH <= length; i += GATHER_VECTORS * WIDTH) {
            gather(GATHER_ROWS, GATHER_VECTORS, length, row_stride, count, gradients, offsets, from + i, to + i);
        }
        for (; i + WIDTH <= length; i += WIDTH) {
            gather(GATHER_ROWS, 1, length, row_stride, count, gradients, offsets, from + i, to + i);
        }
        for (; i < length; i++) {
            for (int r = 0; r < GATHER_ROWS; r++) {
                for (ptrdiff_t w = 0; w < count; w++) to[r * length + i] += gradients[w] * from[offsets[w] + r * row_stride + i];
            }
        }
    }
}

// The same rows and vectors of one kernel stay in registers while every winner's patch of the image is changed.
INLINE void scatter(const int rows, const int vectors, ptrdiff_t length, ptrdiff_t row_stride, ptrdiff_t count,
                    const float *gradients, const int32_t *offsets, const float *kernel, float *image_gradient) {
    vector weight[rows][vectors];
    UNROLL for (int r = 0; r < rows; r++) {
        UNROLL for (int v = 0; v < vectors; v++) weight[r][v] = load(kernel + r * length + v * WIDTH);
    }
    for (ptrdiff_t i = 0; i < count; i++) {
        const vector g = splat(gradients[i]);
        float *to = image_gradient + offsets[i];
        UNROLL for (int r = 0; r < rows; r++) {
            UNROLL for (int v = 0; v < vectors; v++) {
                float *at = to + r * row_stride + v * WIDTH;
                store(at, load(at) + g * weight[r][v]);
            }
        }
    }
}

static void DK_NAME(winners_to_image)(ptrdiff_t length, ptrdiff_t row_stride, ptrdiff_t count, const float *gradients,
                                      const int32_t *offsets, const float *kernel, float *image_gradient) {
    for (int row = 0; row < 3; row += GATHER_ROWS) {
        const float *from = kernel + row * length;
        float *to = image_gradient + row * row_stride;
        ptrdiff_t i = 0;
        for (; i + GATHER_VECTORS * WIDTH <= length; i += GATHER_VECTORS * WIDTH) {
            scatter(GATHER_ROWS, GATHER_VECTORS, length, row_stride, count, gradients, offsets, from + i, to + i);
        }
        for (; i + WIDTH <= length; i += WIDTH) {
            scatter(GATHER_ROWS, 1, length, row_stride, count, gradients, offsets, from + i, to + i);
        }
        for (; i < length; i++) {
            for (int r = 0; r < GATHER_ROWS; r++) {
                for (ptrdiff_t w = 0; w < count; w++) to[offsets[w] + r * row_stride + i] += gradients[w] * from[r * length + i];
            }
        }
    }
}
