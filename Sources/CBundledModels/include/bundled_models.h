#ifndef BUNDLED_MODELS_H
#define BUNDLED_MODELS_H

#include <stddef.h>

/// A file of the folder Models, as it was when the program was built.
typedef struct {
    const unsigned char *bytes;
    /// 0 if the file was missing.
    size_t size;
} bundled_model;

/// Models/digit_reader.h5.
bundled_model bundled_reader_model(void);

/// Models/mnist_digit_recognizer.h5.
bundled_model bundled_mnist_model(void);

/// Models/numbers_reader.h5.
bundled_model bundled_numbers_model(void);

#endif
