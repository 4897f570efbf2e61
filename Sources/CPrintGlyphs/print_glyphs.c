#include "print_glyphs.h"

// The glyphs are part of the program, so that nothing has to be found when it runs.
// #embed is C23; clang accepts it in every mode, but warns.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char glyphs[] = {
#embed "../../Data/Print/glyphs.bin"
};

const unsigned char *print_glyphs(void) { return glyphs; }
size_t print_glyphs_size(void) { return sizeof glyphs; }
