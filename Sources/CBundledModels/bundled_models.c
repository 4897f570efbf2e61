#include "bundled_models.h"

// The model travels inside the program, so that nothing has to be found when it runs.
// #embed is C23; clang takes it in every mode, but says so.
#pragma clang diagnostic ignored "-Wc23-extensions"

#if __has_embed("../../Models/mnist_digit_recognizer.h5") == __STDC_EMBED_FOUND__
static const unsigned char model[] = {
#embed "../../Models/mnist_digit_recognizer.h5"
};
size_t bundled_model_size(void) { return sizeof model; }
#else
// Without the file all works but what needs it: that is how the file can be made again.
static const unsigned char model[1];
size_t bundled_model_size(void) { return 0; }
#endif

const unsigned char *bundled_model_bytes(void) { return model; }
