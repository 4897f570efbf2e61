// Products with rows that are mostly zeros, given as lists of their nonzero values.

// to[r][v] (+)= sum over i of values[i] * from[places[i] * place_stride + r * from_row + v], all sums in registers.
INLINE void gather(const int rows, const int vectors, int accumulate, ptrdiff_t count, const float *values,
                   const int32_t *places, ptrdiff_t place_stride, const float *from, ptrdiff_t from_row, float *to,
                   ptrdiff_t to_row) {
    vector sum[rows][vectors];
    if (accumulate) {
        UNROLL for (int r = 0; r < rows; r++) {
            UNROLL for (int v = 0; v < vectors; v++) sum[r][v] = load(to + r * to_row + v * WIDTH);
        }
    } else {
        memset(sum, 0, sizeof sum);
    }
    for (ptrdiff_t i = 0; i < count; i++) {
        const vector value = splat(values[i]);
        const float *place = from + places[i] * place_stride;
        UNROLL for (int r = 0; r < rows; r++) {
            UNROLL for (int v = 0; v < vectors; v++) sum[r][v] += value * load(place + r * from_row + v * WIDTH);
        }
    }
    UNROLL for (int r = 0; r < rows; r++) {
        UNROLL for (int v = 0; v < vectors; v++) store(to + r * to_row + v * WIDTH, sum[r][v]);
    }
}

// The same for any number of values, `length`, of each row.
INLINE void gather_rows(const int rows, const int vectors, int accumulate, ptrdiff_t length, ptrdiff_t count,
                        const float *values, const int32_t *places, ptrdiff_t place_stride, const float *from,
                        ptrdiff_t from_row, float *to, ptrdiff_t to_row) {
    ptrdiff_t i = 0;
    for (; i + vectors * WIDTH <= length; i += vectors * WIDTH) {
        gather(rows, vectors, accumulate, count, values, places, place_stride, from + i, from_row, to + i, to_row);
    }
    for (; i + WIDTH <= length; i += WIDTH) {
        gather(rows, 1, accumulate, count, values, places, place_stride, from + i, from_row, to + i, to_row);
    }
    for (; i < length; i++) {
        for (int r = 0; r < rows; r++) {
            float sum = accumulate ? to[r * to_row + i] : 0;
            for (ptrdiff_t w = 0; w < count; w++) sum += values[w] * from[places[w] * place_stride + r * from_row + i];
            to[r * to_row + i] = sum;
        }
    }
}

static void DK_NAME(list_nonzeros)(ptrdiff_t rows, ptrdiff_t columns, const float *x, dk_lists lists) {
    for (ptrdiff_t r = 0; r < rows; r++) {
        const float *row = x + r * columns;
        float *values = lists.values + r * lists.stride;
        int32_t *places = lists.places + r * lists.stride;
        int32_t count = 0;
        ptrdiff_t c = 0;
#if WIDTH == 16
        const __m512i lanes = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        for (; c + 16 <= columns; c += 16) {
            const __m512 x16 = _mm512_loadu_ps(row + c);
            const __mmask16 kept = _mm512_cmp_ps_mask(x16, _mm512_setzero_ps(), _CMP_NEQ_UQ);
            _mm512_storeu_ps(values + count, _mm512_maskz_compress_ps(kept, x16));
            _mm512_storeu_si512(places + count, _mm512_maskz_compress_epi32(kept, _mm512_add_epi32(lanes, _mm512_set1_epi32((int)c))));
            count += __builtin_popcount(kept);
        }
#endif
        for (; c < columns; c++) {
            // Always written, but counted only if it is not 0.
            values[count] = row[c];
            places[count] = (int32_t)c;
            count += row[c] != 0;
        }
        lists.counts[r] = count;
    }
}

static void DK_NAME(sparse_gemm)(ptrdiff_t m, ptrdiff_t n, dk_lists a, const float *b, ptrdiff_t b_row, float *c, ptrdiff_t c_row) {
    for (ptrdiff_t i = 0; i < m; i++) {
        gather_rows(1, 48 / WIDTH, 0, n, a.counts[i], a.values + i * a.stride, a.places + i * a.stride, b_row, b, 0, c + i * c_row, 0);
    }
}
