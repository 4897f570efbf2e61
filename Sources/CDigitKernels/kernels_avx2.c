// AVX2 and FMA: 8 floats a vector, 16 registers.
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define DK_NAME(function) dk_##function##_avx2
#define DK_ISA_NAME "avx2"
#define WIDTH 8
#define TILE_ROWS 6
#define TILE_VECTORS 2
#define ROW_VECTORS 8
#include "kernels.inc.h"
#pragma clang attribute pop
#endif
