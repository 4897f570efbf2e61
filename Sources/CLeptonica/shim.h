#pragma once
#include <allheaders.h>
#include <stdio.h>

// A decoded image. Since Leptonica 1.83 the headers leave PIX opaque, and Swift imports a pointer to it as another type than
// before; with this field, code does not have to name that type.
typedef struct DigitsPix {
    PIX *pointer;
} DigitsPix;

// The codecs under Leptonica write complaints about damaged files straight to stderr, whatever Leptonica's message level is. Both
// C libraries here document or allow assigning to the variable; elsewhere the complaints stay visible.
static inline FILE *digits_replace_stderr(FILE *stream) {
#if defined(__GLIBC__) || defined(__APPLE__)
    FILE *previous = stderr;
    stderr = stream;
    return previous;
#else
    return stream;
#endif
}
