// The matrix product: register tiles of TILE_ROWS x TILE_VECTORS vectors, b read row by row.

// One tile: c[rows, vectors * WIDTH] (+)= a[rows, k] * b[k, vectors * WIDTH]. rows and vectors are constants where inlined.
INLINE void tile(const int rows, const int vectors, ptrdiff_t k, const float *a, ptrdiff_t a_row, ptrdiff_t a_column,
                 const float *b, ptrdiff_t b_row, float *c, ptrdiff_t c_row, int accumulate) {
    vector sum[rows > 0 ? TILE_ROWS : 1][TILE_VECTORS > ROW_VECTORS ? TILE_VECTORS : ROW_VECTORS];
    UNROLL for (int i = 0; i < rows; i++) {
        UNROLL for (int j = 0; j < vectors; j++) sum[i][j] = accumulate ? load(c + i * c_row + j * WIDTH) : splat(0);
    }
    for (ptrdiff_t p = 0; p < k; p++) {
        vector right[TILE_VECTORS > ROW_VECTORS ? TILE_VECTORS : ROW_VECTORS];
        UNROLL for (int j = 0; j < vectors; j++) right[j] = load(b + p * b_row + j * WIDTH);
        UNROLL for (int i = 0; i < rows; i++) {
            const vector left = splat(a[i * a_row + p * a_column]);
            UNROLL for (int j = 0; j < vectors; j++) sum[i][j] += left * right[j];
        }
    }
    UNROLL for (int i = 0; i < rows; i++) {
        UNROLL for (int j = 0; j < vectors; j++) store(c + i * c_row + j * WIDTH, sum[i][j]);
    }
}

// A tile whose number of rows is known only at run time; the stride of a that is 1 becomes a constant.
INLINE void tile_of(ptrdiff_t rows, const int vectors, ptrdiff_t k, const float *a, ptrdiff_t a_row, ptrdiff_t a_column,
                    const float *b, ptrdiff_t b_row, float *c, ptrdiff_t c_row, int accumulate) {
#define ROWS_CASE(r)                                                                       \
    case r:                                                                                \
        if (r > TILE_ROWS) return;                                                         \
        if (a_column == 1) tile(r, vectors, k, a, a_row, 1, b, b_row, c, c_row, accumulate); \
        else tile(r, vectors, k, a, 1, a_column, b, b_row, c, c_row, accumulate);          \
        return;
    switch (rows) {
        ROWS_CASE(1)
        ROWS_CASE(2)
        ROWS_CASE(3)
        ROWS_CASE(4)
        ROWS_CASE(5)
        ROWS_CASE(6)
#if TILE_ROWS > 6
        ROWS_CASE(7)
        ROWS_CASE(8)
        ROWS_CASE(9)
        ROWS_CASE(10)
        ROWS_CASE(11)
        ROWS_CASE(12)
        ROWS_CASE(13)
#endif
        default: return;
    }
#undef ROWS_CASE
}

// All rows of some columns, in groups of nearly equal size.
#define DEFINE_PANEL(name, vectors)                                                                                    \
    static void name(ptrdiff_t m, ptrdiff_t k, const float *a, ptrdiff_t a_row, ptrdiff_t a_column, const float *b,    \
                     ptrdiff_t b_row, float *c, ptrdiff_t c_row, int accumulate) {                                     \
        ptrdiff_t groups = (m + TILE_ROWS - 1) / TILE_ROWS;                                                            \
        for (ptrdiff_t row = 0; groups > 0; groups--) {                                                                \
            const ptrdiff_t rows = (m - row + groups - 1) / groups;                                                    \
            tile_of(rows, vectors, k, a + row * a_row, a_row, a_column, b, b_row, c + row * c_row, c_row, accumulate); \
            row += rows;                                                                                               \
        }                                                                                                              \
    }
DEFINE_PANEL(DK_NAME(wide_panel), TILE_VECTORS)
DEFINE_PANEL(DK_NAME(narrow_panel), 1)
#undef DEFINE_PANEL

// The last columns, fewer than a vector: b is copied beside zeros, k rows at a time.
static void DK_NAME(last_columns)(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *a, ptrdiff_t a_row, ptrdiff_t a_column,
                                  const float *b, ptrdiff_t b_row, float *c, ptrdiff_t c_row, int accumulate) {
    enum { BLOCK = 128 };
    float right[BLOCK * WIDTH], result[TILE_ROWS * WIDTH];
    for (ptrdiff_t first = 0; first < k || first == 0; first += BLOCK) {
        const ptrdiff_t depth = k - first < BLOCK ? k - first : BLOCK;
        memset(right, 0, sizeof(float) * (size_t)depth * WIDTH);
        for (ptrdiff_t p = 0; p < depth; p++) memcpy(right + p * WIDTH, b + (first + p) * b_row, sizeof(float) * (size_t)n);
        for (ptrdiff_t row = 0; row < m; row += TILE_ROWS) {
            const ptrdiff_t rows = m - row < TILE_ROWS ? m - row : TILE_ROWS;
            DK_NAME(narrow_panel)(rows, depth, a + row * a_row + first * a_column, a_row, a_column, right, WIDTH, result, WIDTH, 0);
            for (ptrdiff_t i = 0; i < rows; i++) {
                float *target = c + (row + i) * c_row;
                for (ptrdiff_t j = 0; j < n; j++) {
                    target[j] = (accumulate || first > 0 ? target[j] : 0) + result[i * WIDTH + j];
                }
            }
        }
    }
}

static void DK_NAME(gemm)(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *a, ptrdiff_t a_row, ptrdiff_t a_column,
                          const float *b, ptrdiff_t b_row, float *c, ptrdiff_t c_row, int accumulate) {
    ptrdiff_t column = 0;
    if (m == 1) {
        for (; column + ROW_VECTORS * WIDTH <= n; column += ROW_VECTORS * WIDTH) {
            tile(1, ROW_VECTORS, k, a, a_row, a_column, b + column, b_row, c + column, c_row, accumulate);
        }
    }
    for (; column + TILE_VECTORS * WIDTH <= n; column += TILE_VECTORS * WIDTH) {
        DK_NAME(wide_panel)(m, k, a, a_row, a_column, b + column, b_row, c + column, c_row, accumulate);
    }
    for (; column + WIDTH <= n; column += WIDTH) {
        DK_NAME(narrow_panel)(m, k, a, a_row, a_column, b + column, b_row, c + column, c_row, accumulate);
    }
    if (column < n) DK_NAME(last_columns)(m, n - column, k, a, a_row, a_column, b + column, b_row, c + column, c_row, accumulate);
}

// 4x4 blocks through registers; the rest one by one.
static void DK_NAME(transpose)(ptrdiff_t rows, ptrdiff_t columns, const float *source, ptrdiff_t source_row, float *target,
                               ptrdiff_t target_row) {
    typedef float quad __attribute__((vector_size(16)));
    typedef float loose_quad __attribute__((vector_size(16), aligned(4)));
    const ptrdiff_t whole_rows = rows & ~3, whole_columns = columns & ~3;
    for (ptrdiff_t r = 0; r < whole_rows; r += 4) {
        for (ptrdiff_t c = 0; c < whole_columns; c += 4) {
            const float *from = source + r * source_row + c;
            const quad a = *(const loose_quad *)from, b = *(const loose_quad *)(from + source_row);
            const quad d = *(const loose_quad *)(from + 2 * source_row), e = *(const loose_quad *)(from + 3 * source_row);
            const quad ab_low = __builtin_shufflevector(a, b, 0, 4, 1, 5), ab_high = __builtin_shufflevector(a, b, 2, 6, 3, 7);
            const quad de_low = __builtin_shufflevector(d, e, 0, 4, 1, 5), de_high = __builtin_shufflevector(d, e, 2, 6, 3, 7);
            float *to = target + c * target_row + r;
            *(loose_quad *)to = __builtin_shufflevector(ab_low, de_low, 0, 1, 4, 5);
            *(loose_quad *)(to + target_row) = __builtin_shufflevector(ab_low, de_low, 2, 3, 6, 7);
            *(loose_quad *)(to + 2 * target_row) = __builtin_shufflevector(ab_high, de_high, 0, 1, 4, 5);
            *(loose_quad *)(to + 3 * target_row) = __builtin_shufflevector(ab_high, de_high, 2, 3, 6, 7);
        }
        for (ptrdiff_t c = whole_columns; c < columns; c++) {
            for (ptrdiff_t i = r; i < r + 4; i++) target[c * target_row + i] = source[i * source_row + c];
        }
    }
    for (ptrdiff_t r = whole_rows; r < rows; r++) {
        for (ptrdiff_t c = 0; c < columns; c++) target[c * target_row + r] = source[r * source_row + c];
    }
}
