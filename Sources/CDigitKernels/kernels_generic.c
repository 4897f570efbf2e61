// What every x86-64 and arm64 machine runs: 4 floats a vector, sized for 16 registers.
#define DK_NAME(function) dk_##function##_generic
#define DK_ISA_NAME "generic"
#define WIDTH 4
#define TILE_ROWS 6
#define TILE_VECTORS 2
#define ROW_VECTORS 4
#include "kernels.inc.h"
