// Shared by the tests of Winograd's transforms.
#pragma once
#include "kernel_test.h"

typedef struct {
    int size, patch;  // Outputs and inputs of a tile, along one side.
    double kernel[8][3], input[8][8], output[6][8];
    double growth;  // How much larger than the convolution's terms the numbers between the transforms are.
} winograd_matrices;

// The transforms under test, and the matrices that they stand for.
extern dk_winograd winograd;
extern winograd_matrices *matrices;

// The transforms for the gradient of a kernel, and all of it.
void check_all_winograd_gradient(void);
void check_all_winograd_kernel_gradient(void);
void check_all_winograd_gradient_whole(void);
