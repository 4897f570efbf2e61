/* What the tests of the C interface share. Included first, as the macro counts for all of the system's headers. */
#ifndef SUPPORT_H
#define SUPPORT_H
#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "digits.h"

/* 1 under the address sanitizer, which has locks of its own that a fork may leave taken: nothing is forked then. */
#ifndef SANITIZED
#define SANITIZED 0
#endif

/* Ends the test with the place and the library's message, unless a condition holds. */
#define EXPECT(condition)                                                                                    \
    do {                                                                                                     \
        if (!(condition)) {                                                                                  \
            /* Not to the stream stderr: of a process that was forked it may be anything. */                 \
            dprintf(2, "%s:%d: %s\n  %s\n", __FILE__, __LINE__, #condition, digits_error_message());         \
            exit(1);                                                                                         \
        }                                                                                                    \
    } while (0)

/* A call that must fail with a status and a message that has a text in it. */
#define EXPECT_FAILURE(call, status, text)                          \
    do {                                                            \
        EXPECT((call) == (status));                                 \
        EXPECT(strstr(digits_error_message(), text) != NULL);       \
    } while (0)

static inline void expect_child_ends_well(pid_t child) {
    int status = -1;
    EXPECT(child > 0 && waitpid(child, &status, 0) == child);
    EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* 6x6 pixels in, 3 classes out. */
static const char *const architecture =
    "{\"class_name\": \"Sequential\", \"config\": {\"name\": \"small\", \"layers\": ["
    "{\"class_name\": \"InputLayer\", \"config\": {\"batch_shape\": [null, 6, 6, 1], \"name\": \"input\"}},"
    "{\"class_name\": \"Conv2D\", \"config\": {\"name\": \"conv\", \"filters\": 4, \"kernel_size\": [3, 3], \"activation\": \"relu\"}},"
    "{\"class_name\": \"Flatten\", \"config\": {\"name\": \"flat\"}},"
    "{\"class_name\": \"Dense\", \"config\": {\"name\": \"dense\", \"units\": 3, \"activation\": \"softmax\"}}]}}";
static const char *const training =
    "{\"optimizer_config\": {\"class_name\": \"Adam\", \"config\": {\"learning_rate\": 0.01}},"
    " \"loss\": \"sparse_categorical_crossentropy\", \"metrics\": [\"accuracy\"]}";

enum { PIXELS = 36, CLASSES = 3, SAMPLES = 300 };

/* Samples of three kinds: bright above, in the middle or below, with noise. */
static inline void make_samples(float *values, uint8_t *labels) {
    unsigned state = 1;
    for (int sample = 0; sample < SAMPLES; sample++) {
        labels[sample] = (uint8_t)(sample % CLASSES);
        for (int pixel = 0; pixel < PIXELS; pixel++) {
            state = state * 1664525u + 1013904223u;
            float noise = (float)(state >> 8) / (float)(1 << 24);
            values[sample * PIXELS + pixel] = 0.5f * noise + (pixel / 12 == labels[sample] ? 0.5f : 0.0f);
        }
    }
}

static inline digits_dataset make_dataset(const float *values, const uint8_t *labels) {
    const int64_t shape[] = {6, 6, 1};
    digits_dataset dataset = 0;
    EXPECT(digits_dataset_create(values, DIGITS_FLOAT32, shape, 3, labels, SAMPLES, CLASSES, &dataset) == DIGITS_OK);
    return dataset;
}

#endif
