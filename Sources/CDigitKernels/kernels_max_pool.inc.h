// Max pools with non-overlapping windows of any size, without a convolution before them.

// A window's channels from c on, as many as `type` holds.
#define MAX_OF_WINDOW(type, load, store)                                                        \
    do {                                                                                        \
        type best = load(window + c);                                                           \
        for (ptrdiff_t y = 0; y < height; y++) {                                                \
            for (ptrdiff_t x = 0; x < width; x++) {                                             \
                const type value = load(window + y * row_stride + x * channels + c);            \
                best = value <= best ? best : value;                                            \
            }                                                                                   \
        }                                                                                       \
        store(output + at + c, best);                                                           \
    } while (0)

static void DK_NAME(max_pool)(ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t channels, ptrdiff_t height, ptrdiff_t width,
                              ptrdiff_t row_stride, const float *restrict image, float *restrict output) {
    for (ptrdiff_t row = 0; row < rows; row++) {
        for (ptrdiff_t column = 0; column < columns; column++) {
            const float *restrict window = image + row * height * row_stride + column * width * channels;
            const ptrdiff_t at = (row * columns + column) * channels;
            ptrdiff_t c = 0;
            for (; c + WIDTH <= channels; c += WIDTH) MAX_OF_WINDOW(vector, load, store);
            for (; c < channels; c++) MAX_OF_WINDOW(float, load_one, store_one);
        }
    }
}
#undef MAX_OF_WINDOW

// The gradient of a window's first largest value; the others get 0.
#define GRADIENT_OF_WINDOW(type, mask, load, store)                                             \
    do {                                                                                        \
        const type best = load(output + at + c), passed = load(gradient + at + c);              \
        mask is_open = best == best;  /* All ones: nothing has won yet. */                      \
        for (ptrdiff_t y = 0; y < height; y++) {                                                \
            for (ptrdiff_t x = 0; x < width; x++) {                                             \
                const ptrdiff_t pixel = corner + y * row_stride + x * channels + c;             \
                const mask wins = is_open & (load(image + pixel) == best);                      \
                store(image_gradient + pixel, wins ? passed : (type)(0));                       \
                is_open &= ~wins;                                                               \
            }                                                                                   \
        }                                                                                       \
    } while (0)

static void DK_NAME(max_pool_backward)(ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t channels, ptrdiff_t height,
                                       ptrdiff_t width, ptrdiff_t row_stride, const float *restrict image,
                                       const float *restrict output, const float *restrict gradient,
                                       float *restrict image_gradient) {
    for (ptrdiff_t row = 0; row < rows; row++) {
        for (ptrdiff_t column = 0; column < columns; column++) {
            const ptrdiff_t corner = row * height * row_stride + column * width * channels;
            const ptrdiff_t at = (row * columns + column) * channels;
            ptrdiff_t c = 0;
            for (; c + WIDTH <= channels; c += WIDTH) GRADIENT_OF_WINDOW(vector, int_vector, load, store);
            for (; c < channels; c++) GRADIENT_OF_WINDOW(float, int, load_one, store_one);
        }
    }
}
#undef GRADIENT_OF_WINDOW
