#ifndef BUNDLED_MODELS_H
#define BUNDLED_MODELS_H

#include <stddef.h>

/// The bytes of Models/mnist_digit_recognizer.h5 as it was when the program was built.
const unsigned char *bundled_model_bytes(void);

/// Their number; 0 where the file was missing.
size_t bundled_model_size(void);

#endif
