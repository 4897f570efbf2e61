// AVX-512: 16 floats a vector, 32 registers.
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma,avx512f,avx512dq,avx512bw,avx512vl"))), apply_to = function)
#define DK_NAME(function) dk_##function##_avx512
#define DK_ISA_NAME "avx512"
#define WIDTH 16
#define TILE_ROWS 13
#define TILE_VECTORS 2
#define ROW_VECTORS 8
#include "kernels.inc.h"
#pragma clang attribute pop
#endif
