#define _GNU_SOURCE
#include "kernel_test.h"

#include <sys/mman.h>
#include <unistd.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_ADDRESS_SANITIZER 1
#endif
#endif

const dk_kernels *table;
static const char *function_name;
static long check_count;
static double worst_error;

// Random numbers: xorshift64* (Vigna 2016).

static uint64_t random_state = 0x9e3779b97f4a7c15u;

uint64_t random_bits(void) {
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return random_state * 0x2545f4914f6cdd1du;
}

ptrdiff_t random_below(ptrdiff_t bound) { return (ptrdiff_t)((random_bits() >> 33) % (uint64_t)bound); }
float random_float(void) { return (float)((double)(random_bits() >> 40) * 0x1p-23 - 1); }

// Exactly sized buffers, released together after each trial.

typedef struct {
    void *memory;
    size_t size;
} block;

static block blocks[64];
static int block_count;

static void *new_bytes(size_t size, size_t alignment) {
    const size_t shift = (size_t)random_below(16) * 4 / alignment * alignment;
#ifdef HAS_ADDRESS_SANITIZER
    void *memory = malloc(size + shift > 0 ? size + shift : 1);
    void *start = (char *)memory + shift;
#else
    (void)shift;
    const size_t page = (size_t)sysconf(_SC_PAGESIZE), pages = (size + page - 1) / page + 1;
    void *memory = mmap(NULL, pages * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) abort();
    mprotect((char *)memory + (pages - 1) * page, page, PROT_NONE);
    void *start = (char *)memory + (pages - 1) * page - (size + alignment - 1) / alignment * alignment;
#endif
    if (block_count == 64) abort();
    blocks[block_count++] = (block){memory, size};
    return start;
}

float *new_floats(ptrdiff_t count) {
    float *values = new_bytes((size_t)count * sizeof(float), sizeof(float));
    for (ptrdiff_t i = 0; i < count; i++) values[i] = random_float();
    return values;
}

float *copy_floats(const float *source, ptrdiff_t count) {
    float *values = new_floats(count);
    if (count > 0) memcpy(values, source, (size_t)count * sizeof(float));
    return values;
}

int32_t *new_ints(ptrdiff_t count) { return new_bytes((size_t)count * sizeof(int32_t), sizeof(int32_t)); }

uint8_t *new_byte_values(ptrdiff_t count) {
    uint8_t *values = new_bytes((size_t)count, 1);
    for (ptrdiff_t i = 0; i < count; i++) values[i] = (uint8_t)random_bits();
    return values;
}

uint8_t *new_codes(ptrdiff_t count) {
    uint8_t *codes = new_bytes((size_t)count, 1);
    for (ptrdiff_t i = 0; i < count; i++) codes[i] = (uint8_t)random_below(5);
    return codes;
}

void free_all(void) {
    while (block_count > 0) {
        block_count--;
#ifdef HAS_ADDRESS_SANITIZER
        free(blocks[block_count].memory);
#else
        const size_t page = (size_t)sysconf(_SC_PAGESIZE);
        munmap(blocks[block_count].memory, ((blocks[block_count].size + page - 1) / page + 1) * page);
#endif
    }
}

// Comparisons. Errors are counted in units of 2^-24 of the sum of the magnitudes that were added.

static void fail(const char *what, ptrdiff_t at, double found, double wanted) {
    fprintf(stderr, "%s %s: %s at %td is %.9g, expected %.9g\n", table->name, function_name, what, at, found, wanted);
    exit(1);
}

void expect_close(const char *what, ptrdiff_t at, float found, double wanted, double magnitude, ptrdiff_t terms) {
    const double unit = 0x1p-24 * magnitude + 1e-38, error = fabs(found - wanted) / unit;
    check_count++;
    if (error > worst_error) worst_error = error;
    if (!(error <= 4 + sqrt((double)terms))) fail(what, at, found, wanted);
}

void expect_equal(const char *what, ptrdiff_t at, double found, double wanted) {
    check_count++;
    if (found != wanted) fail(what, at, found, wanted);
}

void expect_pooled(ptrdiff_t at, float output, uint8_t code, const double sums[4], double magnitude, ptrdiff_t terms) {
    double largest = 0;
    for (int p = 0; p < 4; p++) largest = fmax(largest, sums[p]);
    expect_close("output", at, output, largest, magnitude, terms);
    if (code > DK_POOL_OFF) fail("code", at, code, DK_POOL_OFF);
    expect_close("the winner's sum", at, (float)(code == DK_POOL_OFF ? 0 : sums[code]), largest, 2 * magnitude, terms);
    if ((code == DK_POOL_OFF) != (output == 0)) fail("code (4 if and only if the output is 0)", at, code, output);
}

void window_sums(const float *image, ptrdiff_t width, ptrdiff_t channels, const float *kernel, ptrdiff_t filters, ptrdiff_t f,
                 float bias, ptrdiff_t row, ptrdiff_t column, double sums[4], double *magnitude) {
    *magnitude = 0;
    for (int p = 0; p < 4; p++) {
        double sum = bias, size = fabs(bias);
        for (int t = 0; t < 9; t++) {
            for (ptrdiff_t c = 0; c < channels; c++) {
                const ptrdiff_t y = 2 * row + p / 2 + t / 3, x = 2 * column + p % 2 + t % 3;
                const double product = (double)image[(y * width + x) * channels + c] * kernel[(t * channels + c) * filters + f];
                sum += product;
                size += fabs(product);
            }
        }
        sums[p] = sum;
        if (size > *magnitude) *magnitude = size;
    }
}

void check(const char *name, void (*body)(void)) {
    function_name = name;
    check_count = 0;
    worst_error = 0;
    body();
    printf("  %-34s %9ld values, worst error %5.2f units\n", name, check_count, worst_error);
}
