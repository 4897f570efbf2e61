// The matrix product, transposition and sums of arrays.
#include "kernel_test.h"

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

// The lists of the nonzero values of a matrix, and the product with it: the same bits as with the whole matrix wherever whole
// vectors are used.
static void check_sparse(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k) {
    float *a = new_floats(m * k);
    for (ptrdiff_t i = 0; i < m * k; i++) {
        if (random_below(3) > 0) a[i] = 0;
    }
    const dk_lists lists = {new_floats(m * (k + 19)), new_ints(m * (k + 19)), new_ints(m), k + 19};
    table->list_nonzeros(m, k, a, lists);
    for (ptrdiff_t i = 0; i < m; i++) {
        ptrdiff_t count = 0;
        for (ptrdiff_t p = 0; p < k; p++) {
            if (a[i * k + p] == 0) continue;
            expect_equal("value", i, lists.values[i * lists.stride + count], a[i * k + p]);
            expect_equal("place", i, lists.places[i * lists.stride + count], (double)p);
            count++;
        }
        expect_equal("count", i, lists.counts[i], (double)count);
    }
    const ptrdiff_t b_row = n + random_below(3), c_row = n + random_below(3), c_count = m && n ? (m - 1) * c_row + n : 0;
    const float *b = new_floats(k && n ? (k - 1) * b_row + n : 0);
    float *c = new_floats(c_count), *old = copy_floats(c, c_count);
    table->sparse_gemm(m, n, lists, b, b_row, c, c_row);
    for (ptrdiff_t i = 0; i < c_count; i++) {
        const ptrdiff_t row = i / c_row, column = i % c_row;
        if (column >= n) {
            expect_equal("the gap between rows", i, c[i], old[i]);
            continue;
        }
        double sum = 0, magnitude = 0;
        for (ptrdiff_t p = 0; p < k; p++) {
            const double product = (double)a[row * k + p] * b[p * b_row + column];
            sum += product;
            magnitude += fabs(product);
        }
        expect_close("c", i, c[i], sum, magnitude, k);
    }
    free_all();
}

static void check_all_sparse(void) {
    for (int trial = 0; trial < 300; trial++) check_sparse(random_below(20), random_below(120), random_below(150));
    check_sparse(8, 48, 128);
    check_sparse(8, 16, 128);
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

void check_products(void) {
    check("gemm", check_all_gemm);
    check("sparse_gemm", check_all_sparse);
    check("transpose", check_all_transpose);
    check("sum", check_all_sum);
}
