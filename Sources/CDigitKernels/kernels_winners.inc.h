// The backward pass of a 3x3 convolution through ReLU and pool sees only the winners: at most one position in four has a gradient.

static void DK_NAME(pool_winners)(ptrdiff_t windows, ptrdiff_t channels, const float *gradient, const uint8_t *codes,
                                  dk_lists winners, float *bias_gradient) {
    for (ptrdiff_t w = 0; w < windows; w++) {
        for (ptrdiff_t c = 0; c < channels; c += WIDTH) {
            const vector g = load(gradient + w * channels + c);
            const int_vector code = __builtin_convertvector(*(const loose_byte_vector *)(codes + w * channels + c), int_vector);
            store(bias_gradient + c, load(bias_gradient + c) + (code == DK_POOL_OFF ? splat(0) : g));
        }
        int32_t counts[5] = {0, 0, 0, 0, 0};
        for (ptrdiff_t c = 0; c < channels; c += 16) {
#if WIDTH == 16
            // 16 channels at a time: those of each position are moved together.
            const __m512 g = _mm512_loadu_ps(gradient + w * channels + c);
            const __m512i code = _mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)(codes + w * channels + c)));
            const __m512i index = _mm512_add_epi32(_mm512_set1_epi32((int)c), _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
            const __mmask16 passes = _mm512_cmp_ps_mask(g, _mm512_setzero_ps(), _CMP_NEQ_UQ);
            UNROLL for (int p = 0; p < 4; p++) {
                const __mmask16 won = _mm512_mask_cmpeq_epi32_mask(passes, code, _mm512_set1_epi32(p));
                const ptrdiff_t at = (4 * w + p) * winners.stride + counts[p];
                _mm512_storeu_ps(winners.values + at, _mm512_maskz_compress_ps(won, g));
                _mm512_storeu_si512(winners.places + at, _mm512_maskz_compress_epi32(won, index));
                counts[p] += __builtin_popcount(won);
            }
#else
            // Always written, but counted only if it won: no branch to mispredict. The others go behind the first list's end.
            const ptrdiff_t first = 4 * w * winners.stride;
            const ptrdiff_t starts[5] = {first, first + winners.stride, first + 2 * winners.stride, first + 3 * winners.stride,
                                         first + channels};
            for (ptrdiff_t i = c; i < c + 16; i++) {
                const float g = gradient[w * channels + i];
                const uint8_t code = codes[w * channels + i];
                const ptrdiff_t at = starts[code] + counts[code];
                winners.values[at] = g;
                winners.places[at] = (int32_t)i;
                counts[code] += (code != DK_POOL_OFF) & (g != 0);
            }
#endif
        }
        memcpy(winners.counts + 4 * w, counts, 4 * sizeof *counts);
    }
}

#if WIDTH == 16
// 16 windows of 16 channels at a time: transposed, so that a channel's winners are moved together.
static void DK_NAME(winners_by_channel)(ptrdiff_t windows, ptrdiff_t channels, const int32_t *offsets, const float *gradient,
                                        const uint8_t *codes, dk_lists winners) {
    memset(winners.counts, 0, sizeof(int32_t) * (size_t)channels);
    for (ptrdiff_t first = 0; first < windows; first += 16) {
        const ptrdiff_t count = windows - first < 16 ? windows - first : 16;
        const __mmask16 present = (__mmask16)((1u << count) - 1);
        for (ptrdiff_t c = 0; c < channels; c += 16) {
            // The places as bits of floats, so that they can be transposed.
            __attribute__((aligned(64))) float places[2][16 * 16], gradients[16 * 16];
            for (ptrdiff_t w = 0; w < count; w++) {
                const ptrdiff_t at = (first + w) * channels + c;
                const __m512i code = _mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)(codes + at)));
                const __m512i window = _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)(offsets + 4 * (first + w))));
                const __mmask16 won = _mm512_mask_cmp_ps_mask(_mm512_cmplt_epi32_mask(code, _mm512_set1_epi32(DK_POOL_OFF)),
                                                              _mm512_loadu_ps(gradient + at), _mm512_setzero_ps(), _CMP_NEQ_UQ);
                const __m512i place = _mm512_mask_permutexvar_epi32(_mm512_set1_epi32(-1), won, code, window);
                _mm512_store_si512(places[0] + 16 * w, place);
            }
            DK_NAME(transpose)(16, 16, places[0], 16, places[1], 16);
            DK_NAME(transpose)(count, 16, gradient + first * channels + c, channels, gradients, 16);
            for (ptrdiff_t i = 0; i < 16; i++) {
                const __m512i place = _mm512_load_si512(places[1] + 16 * i);
                const __mmask16 won = _mm512_mask_cmpge_epi32_mask(present, place, _mm512_setzero_si512());
                const ptrdiff_t at = (c + i) * winners.stride + winners.counts[c + i];
                _mm512_storeu_ps(winners.values + at, _mm512_maskz_compress_ps(won, _mm512_load_ps(gradients + 16 * i)));
                _mm512_storeu_si512(winners.places + at, _mm512_maskz_compress_epi32(won, place));
                winners.counts[c + i] += __builtin_popcount(won);
            }
        }
    }
}
#else
static void DK_NAME(winners_by_channel)(ptrdiff_t windows, ptrdiff_t channels, const int32_t *offsets, const float *gradient,
                                        const uint8_t *codes, dk_lists winners) {
    memset(winners.counts, 0, sizeof(int32_t) * (size_t)channels);
    for (ptrdiff_t w = 0; w < windows; w++) {
        for (ptrdiff_t c = 0; c < channels; c++) {
            // Always written, but counted only if it won.
            const float g = gradient[w * channels + c];
            const uint8_t code = codes[w * channels + c];
            const ptrdiff_t at = c * winners.stride + winners.counts[c];
            winners.values[at] = g;
            winners.places[at] = offsets[4 * w + (code & 3)];
            winners.counts[c] += (code != DK_POOL_OFF) & (g != 0);
        }
    }
}
#endif

// The vectors of a kernel row that the registers hold at a time; with 32 wide registers, of all three rows.
enum { GATHER_VECTORS = WIDTH == 16 ? 6 : 12, GATHER_ROWS = WIDTH == 16 ? 3 : 1 };

static void DK_NAME(winners_to_kernel)(ptrdiff_t channels, ptrdiff_t length, ptrdiff_t row_stride, dk_lists by_channel,
                                       const float *image, float *target, int accumulate) {
    for (ptrdiff_t c = 0; c < channels; c++) {
        const ptrdiff_t list = c * by_channel.stride;
        for (int row = 0; row < 3; row += GATHER_ROWS) {
            gather_rows(GATHER_ROWS, GATHER_VECTORS, accumulate, length, by_channel.counts[c], by_channel.values + list,
                        by_channel.places + list, 1, image + row * row_stride, row_stride, target + (3 * c + row) * length, length);
        }
    }
}

static void DK_NAME(winners_to_image)(ptrdiff_t positions, ptrdiff_t channels, ptrdiff_t length, ptrdiff_t row_stride,
                                      const int32_t *offsets, dk_lists by_position, const float *kernel,
                                      float *image_gradient) {
    // Row by row, so that all channels' weights of one kernel row stay in the first-level cache.
    for (int row = 0; row < 3; row++) {
        for (ptrdiff_t p = 0; p < positions; p++) {
            const ptrdiff_t list = p * by_position.stride;
            gather_rows(1, GATHER_VECTORS, 1, length, by_position.counts[p], by_position.values + list, by_position.places + list,
                        length, kernel + row * channels * length, 0, image_gradient + offsets[p] + row * row_stride, 0);
        }
    }
}
