/* Reads pages through the C interface. Arguments: a folder to write into, which is not used, and the folder of MNIST. */
#include "support.h"

static void expect_page(
    digits_reader reader, const uint8_t *pixels, size_t width, size_t height, const char *known, const char *wanted) {
    digits_page page = 0;
    char text[65536];
    size_t count = 0;
    EXPECT(digits_page_read(reader, pixels, width, height, 1, known, &page) == DIGITS_OK);
    EXPECT(digits_page_describe(page, text, sizeof text, &count) == DIGITS_OK);
    if (strstr(text, wanted) == NULL) fprintf(stderr, "%s expected in %s\n", wanted, text);
    EXPECT(strstr(text, wanted) != NULL && digits_page_free(page) == DIGITS_OK);
}

/* Pages: nothing at all, then three digits in a row, dark on bright, with what is known about them. `pixels` are MNIST's test images. */
static void pages(const uint8_t *pixels) {
    enum { WIDTH = 480, HEIGHT = 240, SIDE = 84 };
    uint8_t *paper = malloc(3 * WIDTH * HEIGHT);
    memset(paper, 235, 3 * WIDTH * HEIGHT);
    digits_reader reader = 0;
    EXPECT(digits_reader_create(NULL, &reader) == DIGITS_OK);
    digits_page page = 0;
    char text[65536];
    size_t count = 0;
    EXPECT(digits_page_read(reader, paper, WIDTH, HEIGHT, 3, NULL, &page) == DIGITS_OK);
    EXPECT(digits_page_describe(page, text, sizeof text, &count) == DIGITS_OK && strstr(text, "\"lines\": []") != NULL);
    EXPECT(digits_page_free(page) == DIGITS_OK);
    for (int digit = 0; digit < 3; digit++) {
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                uint8_t ink = pixels[784 * (digit + 1) + 28 * (y / 3) + x / 3];
                if (ink > 40) paper[(70 + y) * WIDTH + SIDE * digit + 90 + x] = (uint8_t)(255 - ink);
            }
        }
    }
    EXPECT(digits_page_read(reader, paper, WIDTH, HEIGHT, 1, NULL, &page) == DIGITS_OK);
    EXPECT(digits_page_describe(page, text, sizeof text, &count) == DIGITS_OK && strstr(text, "\"lines\": [{\"text\": \"210\"") != NULL);
    const char *const keys[] = {"width", "height", "turn", "lines", "misfits", "left_out", "omitted_lines", "digits_text",
        "confidence", "digits_confidence", "box", "digits", "probabilities", "symbols", "alternatives"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        char key[32];
        snprintf(key, sizeof key, "\"%s\": ", keys[i]);
        EXPECT(strstr(text, key) != NULL);
    }
    EXPECT(digits_page_free(page) == DIGITS_OK);
    EXPECT_FAILURE(digits_page_describe(page, text, sizeof text, &count), DIGITS_INVALID_HANDLE, "page");

    /* What is known: a mark is put in, an entry is found, and what cannot be is a misfit. Twice, since the last is kept. */
    for (int round = 0; round < 2; round++) {
        expect_page(reader, paper, WIDTH, HEIGHT, "{\"length\": 3, \"pattern\": \"\\\\d-\\\\d\\\\d\"}", "\"lines\": [{\"text\": \"2-10\"");
        expect_page(reader, paper, WIDTH, HEIGHT, "{\"among\": [\"0210\", \"2 10\"], \"range\": null}", "\"entry\": \"2 10\"");
        expect_page(reader, paper, WIDTH, HEIGHT, "{\"length\": \"9..12\"}", "\"lines\": [], \"misfits\": [{\"text\": \"210\"");
    }
    const char *const wrong[][2] = {
        {"{\"lenght\": 3}", "got \"lenght\""}, {"{\"length\": 3", "known: JSON"}, {"[]", "object expected"},
        {"{\"length\": true}", "length: a string"}, {"{\"length\": \"x\"}", "length: "}, {"{\"length\": 65}", "within 1..64"},
        {"{\"decimals\": \"2\"}", "a whole number expected"}, {"{\"decimals\": -1}", "decimals: 0 to"},
        {"{\"pattern\": \"(\"}", "pattern \"(\""}, {"{\"checksum\": \"sum\"}", "checksum: luhn"}, {"{\"range\": \"2..1\"}", "range: "},
        {"{\"among\": [\"12\", \"one\"]}", "among: digits and marks expected, got \"one\" at place 1"}, {"{\"among\": []}", "among: "},
        {"{\"among\": [1]}", "a list of strings expected"}, {"{\"among\": \"1\"}", "a list of strings expected"},
        {"{\"among\": [\"12\"], \"length\": 3}", "no number of the list"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        EXPECT_FAILURE(
            digits_page_read(reader, paper, WIDTH, HEIGHT, 1, wrong[i][0], &page), DIGITS_INVALID_ARGUMENT, wrong[i][1]);
    }
    EXPECT_FAILURE(
        digits_page_read(reader, paper, WIDTH, HEIGHT, 2, NULL, &page), DIGITS_INVALID_ARGUMENT, "1 or 3 expected, got 2");
    EXPECT_FAILURE(digits_page_read(reader, NULL, WIDTH, HEIGHT, 1, NULL, &page), DIGITS_INVALID_ARGUMENT, "NULL");
    EXPECT_FAILURE(digits_page_read_file(reader, pixels, 50, "x.png", NULL, &page), DIGITS_FILE_ERROR, "x.png");
    free(paper);
    EXPECT(digits_reader_free(reader) == DIGITS_OK);
    EXPECT_FAILURE(digits_page_read_file(reader, pixels, 50, "x.png", NULL, &page), DIGITS_INVALID_HANDLE, "reader");
    EXPECT_FAILURE(digits_reader_create("no/such.h5", &reader), DIGITS_FILE_ERROR, "no/such.h5");
}

int main(int argc, char **argv) {
    EXPECT(argc == 3);
    digits_dataset test = 0;
    size_t count = 0, rank = 0;
    int64_t shape[3];
    EXPECT(digits_dataset_load(argv[2], "t10k", &test) == DIGITS_OK);
    EXPECT(digits_dataset_shape(test, &count, shape, 3, &rank) == DIGITS_OK);
    uint8_t *pixels = malloc(count * 784), *labels = malloc(count);
    EXPECT(digits_dataset_copy(test, pixels, count * 784, labels, count) == DIGITS_OK);
    pages(pixels);
    EXPECT(digits_dataset_free(test) == DIGITS_OK);
    free(pixels);
    free(labels);
    puts("pages are read through C");
    return 0;
}
