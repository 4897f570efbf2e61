// NEON on arm64: 4 floats a vector, 32 registers.
#if defined(__aarch64__)
#define DK_NAME(function) dk_##function##_neon
#define DK_ISA_NAME "neon"
#define WIDTH 4
#define TILE_ROWS 6
#define TILE_VECTORS 4
#define ROW_VECTORS 8
#include "kernels.inc.h"
#endif
