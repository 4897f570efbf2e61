#include "digits.h"
#include "digits_internal.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

// Swift has no thread-local variables.
static _Thread_local char message[2048];

const char *digits_error_message(void) { return message; }

void dci_set_message(const char *text, size_t length) {
    if (length >= sizeof message) {
        length = sizeof message - 1;
        // Not within a UTF-8 character.
        while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80) { length--; }
    }
    memcpy(message, text, length);
    message[length] = 0;
}

int dci_at_fork(void (*before)(void), void (*in_parent)(void), void (*in_child)(void)) {
    return pthread_atfork(before, in_parent, in_child);
}

// The process that loaded the library.
static pid_t loader;

__attribute__((constructor)) static void remember_loader(void) { loader = getpid(); }

int dci_was_forked(void) { return getpid() != loader; }
