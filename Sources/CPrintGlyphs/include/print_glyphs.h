#ifndef PRINT_GLYPHS_H
#define PRINT_GLYPHS_H

#include <stddef.h>

/// Data/Print/glyphs.bin, as it was when the program was built.
const unsigned char *print_glyphs(void);

/// The number of its bytes.
size_t print_glyphs_size(void);

#endif
