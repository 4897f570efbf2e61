#ifndef SERVER_PAGE_H
#define SERVER_PAGE_H

#include <stddef.h>

/// A file of the web page, as it was when the program was built.
struct server_page_file {
    /// The path that it is served at.
    const char *path;
    /// Its Content-Type.
    const char *type;
    const unsigned char *bytes;
    size_t size;
};

/// The number of files.
size_t server_page_count(void);

/// One of the files; index is below server_page_count().
struct server_page_file server_page(size_t index);

#endif
