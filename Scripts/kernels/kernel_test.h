// Shared by the kernels' tests: random numbers, buffers of exact size, comparisons.
#pragma once
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "digit_kernels.h"

// The kernels under test.
extern const dk_kernels *table;

ptrdiff_t random_below(ptrdiff_t bound);
uint64_t random_bits(void);
float random_float(void);

// Buffers of exactly this length, at any multiple of 4 bytes, with random contents: -1...1, any bytes, codes 0...4. The address
// sanitizer, or without it a protected page, stops accesses past an end.
float *new_floats(ptrdiff_t count);
float *copy_floats(const float *source, ptrdiff_t count);
int32_t *new_ints(ptrdiff_t count);
uint8_t *new_byte_values(ptrdiff_t count);
uint8_t *new_codes(ptrdiff_t count);
void free_all(void);

// Runs a check and prints how many values it compared and how close they came.
void check(const char *name, void (*body)(void));

// Fails unless found is close to wanted. Errors are counted in units of 2^-24 of the sum of the magnitudes that were added.
void expect_close(const char *what, ptrdiff_t at, float found, double wanted, double magnitude, ptrdiff_t terms);
void expect_equal(const char *what, ptrdiff_t at, double found, double wanted);

// The output is the largest sum or 0; the code names a position whose sum is the largest, within rounding.
void expect_pooled(ptrdiff_t at, float output, uint8_t code, const double sums[4], double magnitude, ptrdiff_t terms);

// The four sums of a pool window, and the magnitude of their terms: a 3x3 kernel over an image of some channels.
void window_sums(const float *image, ptrdiff_t width, ptrdiff_t channels, const float *kernel, ptrdiff_t filters, ptrdiff_t f,
                 float bias, ptrdiff_t row, ptrdiff_t column, double sums[4], double *magnitude);

void check_products(void);
void check_one_channel_convolution(void);
void check_winograd_transforms(void);
void check_pools(void);
void check_winners(void);
void check_elementwise(void);
void check_normalization(void);
