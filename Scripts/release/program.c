// The command of a release. Its code is in lib/digits/libdigits.so, with the C interface, the server and Swift's runtime, so that each is
// there once. `digits serve` becomes the server by executing this file again: Swift reads its arguments from the process, not from main.
#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char server[] = "digits serve";

// The library relative to the folder of this program.
static void *open_library(void) {
    const char *inside = "/lib/digits/libdigits.so";
    char path[PATH_MAX + 32];
    ssize_t length = readlink("/proc/self/exe", path, PATH_MAX);
    if (length < 0) {
        perror("digits: /proc/self/exe");
        return NULL;
    }
    path[length] = 0;
    for (int level = 0; level < 2; level++) {
        char *slash = strrchr(path, '/');
        if (slash) *slash = 0;
    }
    strcat(path, inside);
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library) fprintf(stderr, "digits: %s\n", dlerror());
    return library;
}

int main(int argc, char **argv) {
    if (argc > 1 && !strcmp(argv[1], "serve")) {
        argv[1] = server;
        execv("/proc/self/exe", argv + 1);
        perror("digits: /proc/self/exe");
        return EXIT_FAILURE;
    }
    void *library = open_library();
    if (!library) return EXIT_FAILURE;
    int (*command)(int, char **);
    *(void **)&command = dlsym(library, argc > 0 && !strcmp(argv[0], server) ? "digits_serve_main" : "digits_main");
    if (command) return command(argc, argv);
    fprintf(stderr, "digits: %s\n", dlerror());
    return EXIT_FAILURE;
}
