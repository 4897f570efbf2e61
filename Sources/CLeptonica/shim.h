#pragma once
#include <allheaders.h>
#include <stdio.h>

// A decoded image. Since Leptonica 1.83 headers do not say what a PIX is made of, and Swift imports a pointer to it as another type
// than before; as this field, code does not have to name that type.
typedef struct DigitsPix {
    PIX *pointer;
} DigitsPix;

// The codecs under Leptonica write complaints about damaged files straight to the C stream stderr, whatever Leptonica's message
// level says. Both C libraries here document or allow that the variable is set; elsewhere the complaints stay visible.
static inline FILE *digits_replace_stderr(FILE *stream) {
#if defined(__GLIBC__) || defined(__APPLE__)
    FILE *previous = stderr;
    stderr = stream;
    return previous;
#else
    return stream;
#endif
}
