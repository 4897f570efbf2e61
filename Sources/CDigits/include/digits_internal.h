/// What the Swift side of the C interface needs from C. Not part of the interface.
#ifndef DIGITS_INTERNAL_H
#define DIGITS_INTERNAL_H

#include <stddef.h>

/// Sets this thread's error message, truncated if it is too long for its buffer.
void dci_set_message(const char *message, size_t length);

/// Registers functions to be called before `fork`, and after it in the parent and in the child.
int dci_at_fork(void (*before)(void), void (*in_parent)(void), void (*in_child)(void));

/// Whether this process was forked since the library was loaded.
int dci_was_forked(void);

#endif
