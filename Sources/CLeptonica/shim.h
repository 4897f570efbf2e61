#pragma once
#include <allheaders.h>
#include <stdio.h>

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
