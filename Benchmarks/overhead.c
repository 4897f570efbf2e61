/* Times digits_model_predict for one image from C. Arguments: a model file, the number of calls. Prints microseconds of each call. */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "digits.h"

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return 1e6 * (double)time.tv_sec + 1e-3 * (double)time.tv_nsec;
}

int main(int argc, char **argv) {
    digits_model model;
    if (argc != 3 || digits_model_load(argv[1], &model) != DIGITS_OK) return 1;
    float image[784], outputs[10];
    for (int i = 0; i < 784; i++) image[i] = (float)(i % 7) / 7;
    int count = atoi(argv[2]);
    for (int call = 0; call < count; call++) {
        double start = now();
        if (digits_model_predict(model, image, 784, outputs, 10, 0) != DIGITS_OK) return 1;
        printf("%.3f\n", now() - start);
    }
    return 0;
}
