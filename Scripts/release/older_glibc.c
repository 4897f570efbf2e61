// Functions of the C and C++ libraries that Swift's runtime needs and Debian 11 lacks. Only visible to this program.
#include <stdlib.h>

// Since glibc 2.32: false once there is a second thread. False is always correct, and means that reference counts are atomic.
char __libc_single_threaded = 0;

// Since libstdc++ 11: the size of a new array is invalid. Without exceptions, that ends the program there too.
void _ZSt28__throw_bad_array_new_lengthv(void) { abort(); }
