#include "bundled_models.h"

// The models are part of the program, so that nothing has to be found when it runs.
// #embed is C23; clang accepts it in every mode, but warns.
#pragma clang diagnostic ignored "-Wc23-extensions"

// Without a file everything but its users works: that is how the file can be made again.
#if __has_embed("../../Models/digit_reader.h5") == __STDC_EMBED_FOUND__
static const unsigned char reader[] = {
#embed "../../Models/digit_reader.h5"
};
#define READER_SIZE sizeof reader
#else
static const unsigned char reader[1];
#define READER_SIZE 0
#endif

#if __has_embed("../../Models/mnist_digit_recognizer.h5") == __STDC_EMBED_FOUND__
static const unsigned char mnist[] = {
#embed "../../Models/mnist_digit_recognizer.h5"
};
#define MNIST_SIZE sizeof mnist
#else
static const unsigned char mnist[1];
#define MNIST_SIZE 0
#endif

#if __has_embed("../../Models/numbers_reader.h5") == __STDC_EMBED_FOUND__
static const unsigned char numbers[] = {
#embed "../../Models/numbers_reader.h5"
};
#define NUMBERS_SIZE sizeof numbers
#else
static const unsigned char numbers[1];
#define NUMBERS_SIZE 0
#endif

bundled_model bundled_reader_model(void) { return (bundled_model){reader, READER_SIZE}; }
bundled_model bundled_mnist_model(void) { return (bundled_model){mnist, MNIST_SIZE}; }
bundled_model bundled_numbers_model(void) { return (bundled_model){numbers, NUMBERS_SIZE}; }
