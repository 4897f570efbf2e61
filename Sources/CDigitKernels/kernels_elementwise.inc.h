// Loops over single values, left to the compiler's vectorizer.

static void DK_NAME(sum)(ptrdiff_t count, ptrdiff_t sources_count, const float *restrict sources, ptrdiff_t stride,
                         float *restrict target) {
    ptrdiff_t i = 0;
    for (; i + 4 * WIDTH <= count; i += 4 * WIDTH) {
        vector total[4] = {load(sources + i), load(sources + i + WIDTH), load(sources + i + 2 * WIDTH), load(sources + i + 3 * WIDTH)};
        for (ptrdiff_t s = 1; s < sources_count; s++) {
            UNROLL for (int v = 0; v < 4; v++) total[v] += load(sources + s * stride + i + v * WIDTH);
        }
        UNROLL for (int v = 0; v < 4; v++) store(target + i + v * WIDTH, total[v]);
    }
    for (; i < count; i++) {
        float total = sources[i];
        for (ptrdiff_t s = 1; s < sources_count; s++) total += sources[s * stride + i];
        target[i] = total;
    }
}

static void DK_NAME(stream)(ptrdiff_t count, const float *restrict source, float *restrict target) {
    ptrdiff_t i = 0;
    // Whole lines: parts of one would be written one by one.
    for (; i + 16 <= count; i += 16) {
        UNROLL for (int v = 0; v < 16; v += WIDTH) __builtin_nontemporal_store(load(source + i + v), (vector *)(target + i + v));
    }
    for (; i < count; i++) target[i] = source[i];
#if defined(__x86_64__)
    __builtin_ia32_sfence();
#endif
}

static void DK_NAME(adam)(ptrdiff_t count, float *restrict w, float *restrict m, float *restrict v, const float *restrict g,
                          float alpha, float one_minus_beta1, float one_minus_beta2, float epsilon, float decay) {
    VECTORIZE for (ptrdiff_t i = 0; i < count; i++) {
        const float first = m[i] + (g[i] - m[i]) * one_minus_beta1;
        const float second = v[i] + (g[i] * g[i] - v[i]) * one_minus_beta2;
        const float decayed = w[i] - w[i] * decay;
        m[i] = first;
        v[i] = second;
        w[i] = decayed - alpha * first / (__builtin_elementwise_sqrt(second) + epsilon);
    }
}

static void DK_NAME(add_bias)(ptrdiff_t rows, ptrdiff_t channels, const float *restrict bias, int relu, float *restrict y) {
    for (ptrdiff_t r = 0; r < rows; r++) {
        float *restrict row = y + r * channels;
        if (relu) {
            VECTORIZE for (ptrdiff_t c = 0; c < channels; c++) {
                const float x = row[c] + bias[c];
                row[c] = x < 0 ? 0 : x;  // NaN stays NaN.
            }
        } else {
            VECTORIZE for (ptrdiff_t c = 0; c < channels; c++) row[c] += bias[c];
        }
    }
}

static void DK_NAME(scale_bytes)(ptrdiff_t count, const uint8_t *restrict x, float scale, float offset, float *restrict y) {
    VECTORIZE for (ptrdiff_t i = 0; i < count; i++) y[i] = (float)x[i] * scale + offset;
}

static void DK_NAME(relu_backward)(ptrdiff_t count, const float *restrict y, float *restrict g) {
    VECTORIZE for (ptrdiff_t i = 0; i < count; i++) g[i] = y[i] > 0 ? g[i] : 0;
}

static void DK_NAME(add_rows)(ptrdiff_t rows, ptrdiff_t columns, const float *restrict x, float *restrict sums) {
    for (ptrdiff_t r = 0; r < rows; r++) {
        VECTORIZE for (ptrdiff_t c = 0; c < columns; c++) sums[c] += x[r * columns + c];
    }
}

static void DK_NAME(dropout)(ptrdiff_t count, const uint16_t *restrict random, uint32_t threshold, float scale,
                             const float *restrict x, float *restrict y, uint8_t *restrict kept) {
    VECTORIZE for (ptrdiff_t i = 0; i < count; i++) {
        const int is_kept = random[i] >= threshold;
        y[i] = is_kept ? x[i] * scale : 0;
        kept[i] = (uint8_t)is_kept;
    }
}

static void DK_NAME(dropout_backward)(ptrdiff_t count, const uint8_t *restrict kept, float scale, const float *restrict g,
                                      float *restrict x_gradient) {
    VECTORIZE for (ptrdiff_t i = 0; i < count; i++) x_gradient[i] = kept[i] ? g[i] * scale : 0;
}
