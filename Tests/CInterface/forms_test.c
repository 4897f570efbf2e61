/* Sheets of a form through the C interface, and what is not a form, no sheet and no list. Arguments: a folder to write into, the folder of MNIST. */
#include "support.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

enum { WIDTH = 850, HEIGHT = 1100, SIDE = 56, STEP = 64, TEXT = 1 << 16 };
/* The printed box: x, y, width and height. */
static const int box[4] = {120, 300, 300, 80};

static uint32_t state = 1;
/* Linear congruences, as in Numerical Recipes. */
static uint32_t next(void) { return (state = state * 1664525 + 1013904223) >> 8; }

static void fill(uint8_t *paper, int x, int y, int width, int height) {
    for (int row = y; row < y + height; row++) memset(paper + row * WIDTH + x, 0, (size_t)width);
}

/* The blank sheet: lines of bars as high as letters, and a box. */
static void draw_blank(uint8_t *paper) {
    memset(paper, 255, WIDTH * HEIGHT);
    for (int line = 0; line < 30; line++) {
        if (line >= 5 && line <= 10) continue;
        for (int x = 100; x < 740; x += 9 + (int)(next() % 12)) {
            int high = 8 + (int)(next() % 7);
            fill(paper, x, 100 + 30 * line - high, 2 + (int)(next() % 4), high);
            fill(paper, x, 100 + 30 * line - (int)(next() % (uint32_t)high) - 1, 7, 2);
        }
    }
    fill(paper, box[0] - 2, box[1] - 2, box[2] + 4, 2);
    fill(paper, box[0] - 2, box[1] + box[3], box[2] + 4, 2);
    fill(paper, box[0] - 2, box[1] - 2, 2, box[3] + 4);
    fill(paper, box[0] + box[2], box[1] - 2, 2, box[3] + 4);
}

/* Writes test images of MNIST into the box, `count` from `first` on. */
static void write_number(uint8_t *paper, const uint8_t *images, int first, int count) {
    for (int place = 0; place < count; place++) {
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                uint8_t ink = images[784 * (first + place) + 28 * (y / 2) + x / 2];
                uint8_t *pixel = paper + (box[1] + 12 + y) * WIDTH + box[0] + 12 + STEP * place + x;
                if (ink > 40) *pixel = (uint8_t)(255 - ink);
            }
        }
    }
}

static void write_file(const char *folder, const char *name, const void *bytes, size_t count, char *path) {
    snprintf(path, TEXT, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    EXPECT(file != NULL && fwrite(bytes, 1, count, file) == count && fclose(file) == 0);
}

static size_t picture_file(const uint8_t *paper, uint8_t *file) {
    size_t head = (size_t)sprintf((char *)file, "P5 %d %d 255\n", WIDTH, HEIGHT);
    memcpy(file + head, paper, WIDTH * HEIGHT);
    return head + WIDTH * HEIGHT;
}

static void expect_sheet(digits_sheet sheet, const char *const *wanted) {
    static char text[TEXT];
    size_t length = 0;
    EXPECT_FAILURE(digits_sheet_describe(sheet, NULL, 0, &length), DIGITS_BUFFER_TOO_SMALL, "bytes expected");
    EXPECT(length < TEXT && digits_sheet_describe(sheet, text, length + 1, &length) == DIGITS_OK && strlen(text) == length);
    for (; *wanted; wanted++) {
        if (strstr(text, *wanted) == NULL) fprintf(stderr, "%s expected in %s\n", *wanted, text);
        EXPECT(strstr(text, *wanted) != NULL);
    }
}

static const char form_text[] =
    "{\"form\": \"exam\", \"page\": [850, 1100], \"fields\": [{\"name\": \"student\", \"kind\": \"digits\", \"length\": 4, "
    "\"required\": true, \"box\": [120, 300, 300, 80]}], \"reference\": \"blank.pgm\"}";

/* One sheet as pixels and as a file, a blank one, another form, and a picture that is too small. */
static void sheets(digits_form form, uint8_t *paper, const uint8_t *blank, const uint8_t *images) {
    uint8_t *file = malloc(WIDTH * HEIGHT + 64);
    digits_sheet sheet = 0;
    memcpy(paper, blank, WIDTH * HEIGHT);
    write_number(paper, images, 1, 4);
    EXPECT(digits_form_read(form, paper, WIDTH, HEIGHT, NULL, &sheet) == DIGITS_OK);
    expect_sheet(sheet, (const char *const[]){"\"sheet\": \"read\"", "\"form\": \"exam\"", "\"value\": \"2104\"", "\"guesses\": []", NULL});
    EXPECT(digits_sheet_free(sheet) == DIGITS_OK);
    size_t count = picture_file(paper, file);
    EXPECT(digits_form_read_file(form, file, count, "sheet.pgm", NULL, &sheet) == DIGITS_OK);
    expect_sheet(sheet, (const char *const[]){"\"value\": \"2104\"", NULL});
    EXPECT(digits_sheet_free(sheet) == DIGITS_OK);
    EXPECT_FAILURE(digits_sheet_free(sheet), DIGITS_INVALID_HANDLE, "was freed");
    EXPECT_FAILURE(digits_sheet_describe(sheet, NULL, 0, NULL), DIGITS_INVALID_HANDLE, "sheet");

    EXPECT(digits_form_read(form, blank, WIDTH, HEIGHT, NULL, &sheet) == DIGITS_OK);
    expect_sheet(sheet, (const char *const[]){"\"sheet\": \"unfilled\"", "\"is_missing\": true", "\"needs_review\": true", NULL});
    EXPECT(digits_sheet_free(sheet) == DIGITS_OK);
    memset(paper, 255, WIDTH * HEIGHT);
    EXPECT(digits_form_read(form, paper, WIDTH, HEIGHT, NULL, &sheet) == DIGITS_OK);
    expect_sheet(sheet, (const char *const[]){"\"sheet\": \"blank\"", "\"fields\": []", "\"map\": null", NULL});
    EXPECT(digits_sheet_free(sheet) == DIGITS_OK);
    EXPECT_FAILURE(digits_form_read(form, paper, 20, 20, NULL, &sheet), DIGITS_INVALID_ARGUMENT, "got 20x20");
    EXPECT_FAILURE(digits_form_read(form, NULL, WIDTH, HEIGHT, NULL, &sheet), DIGITS_INVALID_ARGUMENT, "NULL");
    EXPECT_FAILURE(digits_form_read(form, paper, WIDTH, HEIGHT, NULL, NULL), DIGITS_INVALID_ARGUMENT, "NULL");
    EXPECT_FAILURE(digits_form_read(form, paper, SIZE_MAX, 2, NULL, &sheet), DIGITS_INVALID_ARGUMENT, "a picture of 1 to");
    EXPECT_FAILURE(digits_form_read_file(form, file, 40, "cut.pgm", NULL, &sheet), DIGITS_FILE_ERROR, "cut.pgm");
    EXPECT_FAILURE(digits_form_read_file(form, NULL, 0, NULL, NULL, &sheet), DIGITS_FILE_ERROR, "image");
    free(file);
}

/* Two sheets with one number: of a list of two, one gets the other number or none, whichever way they come. */
static void stack(digits_form form, uint8_t *paper, const uint8_t *blank, const uint8_t *images) {
    const char lists[] = "{\"student\": [\"2104\", \"1414\", \"9876\"]}";
    digits_sheet stack[3];
    const int firsts[3] = {1, 1, 3};
    for (int i = 0; i < 3; i++) {
        memcpy(paper, blank, WIDTH * HEIGHT);
        /* 2104 twice, and 0414. */
        write_number(paper, images, firsts[i], 4);
        EXPECT(digits_form_read(form, paper, WIDTH, HEIGHT, lists, &stack[i]) == DIGITS_OK);
    }
    expect_sheet(stack[0], (const char *const[]){"\"guesses\": [{\"entry\": \"2104\"", NULL});
    EXPECT(digits_sheets_assign(stack, 2) == DIGITS_OK);
    expect_sheet(stack[0], (const char *const[]){"\"state\": \"doubtful\"", NULL});
    expect_sheet(stack[1], (const char *const[]){"\"state\": \"doubtful\"", NULL});
    for (int round = 0; round < 2; round++) {
        EXPECT(digits_sheets_assign(stack + 1, 2) == DIGITS_OK);
        expect_sheet(stack[1], (const char *const[]){"\"value\": \"2104\"", "\"entry\": \"2104\"", "\"state\": \"sure\"", NULL});
    }
    EXPECT(digits_sheets_assign(NULL, 0) == DIGITS_OK);
    EXPECT_FAILURE(digits_sheets_assign(NULL, 2), DIGITS_INVALID_ARGUMENT, "NULL");
    EXPECT_FAILURE(
        digits_sheets_assign((digits_sheet[]){stack[0], stack[0]}, 2), DIGITS_INVALID_ARGUMENT, "appears twice");
    EXPECT_FAILURE(digits_sheets_assign((digits_sheet[]){stack[0], form}, 2), DIGITS_INVALID_HANDLE, "a sheet expected, got a form");
    digits_sheet other = 0;
    EXPECT(digits_form_read(form, paper, WIDTH, HEIGHT, NULL, &other) == DIGITS_OK);
    EXPECT_FAILURE(digits_sheets_assign((digits_sheet[]){stack[0], other}, 2), DIGITS_INVALID_ARGUMENT, "the same lists");
    const char *const wrong[][2] = {
        {"{\"pupil\": [\"1234\"]}", "no field \"pupil\""}, {"{\"student\": [\"12\"]}", "student"}, {"{\"student\": 12}", "a list of strings"},
        {"{\"student\": [\"x\"]}", "student"}, {"{\"student\": []}", "student"}, {"[]", "lists: "}, {"{", "lists: "}, {"", "lists: "},
        {"{\"student\": {\"1\": 2}}", "no rule \"previous\" about a field \"student\""}, {"{\"student\": {}}", "student: a reading"},
        {"{\"student\": {\"1\": \"x\"}}", "student: \"1\": a number expected"}, {"{\"student\": {\"1\": [2]}}", "lists: "},
        {"{\"student\": {\"1\": 2, \"1\": 3}}", "student: \"1\" appears twice"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        digits_sheet none = 0;
        EXPECT_FAILURE(
            digits_form_read(form, paper, WIDTH, HEIGHT, wrong[i][0], &none), DIGITS_INVALID_ARGUMENT, wrong[i][1]);
    }
    for (int i = 0; i < 3; i++) EXPECT(digits_sheet_free(stack[i]) == DIGITS_OK);
    EXPECT(digits_sheet_free(other) == DIGITS_OK);
}

static const char coded_text[] =
    "{\"form\": \"coded\", \"page\": [850, 1100], \"fields\": [{\"name\": \"number\", \"kind\": \"digits\", \"length\": 4, "
    "\"box\": [120, 300, 300, 80]}, {\"name\": \"code\", \"kind\": \"code\", \"box\": [120, 500, 300, 200]}], "
    "\"reference\": \"blank.pgm\"}";
static digits_form coded;
static const uint8_t *coded_paper;
static atomic_int is_done;

/* Whether the form could be used: not after a fork in the middle of it. */
static int read_coded(digits_form form) {
    digits_sheet sheet = 0;
    digits_status status = digits_form_read(form, coded_paper, WIDTH, HEIGHT, NULL, &sheet);
    if (status == DIGITS_LOST_IN_FORK) return 0;
    EXPECT(status == DIGITS_OK && digits_sheet_free(sheet) == DIGITS_OK);
    return 1;
}

static void *read_until_done(void *argument) {
    (void)argument;
    while (!is_done) read_coded(coded);
    return NULL;
}

/* Processes that are forked while threads read codes, for which they start programs: a child can do so too. */
static void forks(const char *path, const uint8_t *paper) {
    coded_paper = paper;
    EXPECT(digits_form_load(path, 0, &coded) == DIGITS_OK);
    digits_sheet sheet = 0;
    if (digits_form_read(coded, paper, WIDTH, HEIGHT, NULL, &sheet) != DIGITS_OK) {
        EXPECT(strstr(digits_error_message(), "apt install") != NULL);
        printf("skipped: forks while codes are read: %s\n", digits_error_message());
        return;
    }
    EXPECT(digits_sheet_free(sheet) == DIGITS_OK);
    pthread_t threads[3];
    for (int i = 0; i < 3; i++) pthread_create(&threads[i], NULL, read_until_done, NULL);
    for (int round = 0; round < 30; round++) {
        /* At another moment each time. */
        nanosleep(&(struct timespec){.tv_nsec = 3000000 + 700000 * (round % 13)}, NULL);
        pid_t child = fork();
        if (child == 0) {
            digits_form form = 0;
            if (!read_coded(coded)) EXPECT(digits_form_load(path, 0, &form) == DIGITS_OK && read_coded(form));
            _exit(0);
        }
        expect_child_ends_well(child);
    }
    is_done = 1;
    for (int i = 0; i < 3; i++) pthread_join(threads[i], NULL);
    EXPECT(digits_form_free(coded) == DIGITS_OK);
}

/* Damaged form files are errors or forms, and nothing else. */
static void damaged(const char *folder) {
    static char path[TEXT];
    char text[sizeof form_text];
    int refused = 0;
    for (int round = 0; round < 300; round++) {
        memcpy(text, form_text, sizeof form_text);
        size_t count = sizeof form_text - 1;
        for (uint32_t change = next() % 3 + 1; change > 0; change--) text[next() % count] = (char)next();
        if (next() % 4 == 0) count = next() % count;
        write_file(folder, "damaged.form", text, count, path);
        digits_form form = 0;
        digits_status status = digits_form_load(path, 0, &form);
        EXPECT(status == DIGITS_OK || status == DIGITS_FILE_ERROR);
        if (status == DIGITS_OK) EXPECT(digits_form_free(form) == DIGITS_OK);
        refused += status != DIGITS_OK;
    }
    EXPECT(refused > 200);
}

int main(int argc, char **argv) {
    EXPECT(argc == 3);
    digits_dataset test = 0;
    EXPECT(digits_dataset_load(argv[2], "t10k", &test) == DIGITS_OK);
    uint8_t *images = malloc(10000 * 784), labels[10000], *paper = malloc(WIDTH * HEIGHT), *blank = malloc(WIDTH * HEIGHT);
    EXPECT(digits_dataset_copy(test, images, 10000 * 784, labels, 10000) == DIGITS_OK);
    EXPECT(memcmp(labels, (const uint8_t[]){7, 2, 1, 0, 4, 1, 4}, 7) == 0);
    draw_blank(blank);
    static char path[TEXT], text[TEXT];
    uint8_t *file = malloc(WIDTH * HEIGHT + 64);
    write_file(argv[1], "blank.pgm", file, picture_file(blank, file), path);
    free(file);
    write_file(argv[1], "exam.form", form_text, sizeof form_text - 1, path);

    digits_reader reader = 0;
    digits_form form = 0, other = 0;
    EXPECT(digits_reader_create(NULL, &reader) == DIGITS_OK && digits_form_load(path, reader, &other) == DIGITS_OK);
    EXPECT(digits_reader_free(reader) == DIGITS_OK && digits_form_load(path, 0, &form) == DIGITS_OK);
    size_t length = 0;
    EXPECT(digits_form_describe(form, text, TEXT, &length) == DIGITS_OK && strstr(text, "\"name\": \"student\"") != NULL);
    EXPECT(strstr(text, "\"page\": [850, 1100]") != NULL && strstr(text, "reference") == NULL);
    sheets(form, paper, blank, images);
    sheets(other, paper, blank, images);
    stack(form, paper, blank, images);
    damaged(argv[1]);
    write_file(argv[1], "coded.form", coded_text, sizeof coded_text - 1, text);
    memcpy(paper, blank, WIDTH * HEIGHT);
    write_number(paper, images, 1, 4);
    if (!SANITIZED) forks(text, paper);

    EXPECT_FAILURE(digits_form_load("no/such.form", 0, &other), DIGITS_FILE_ERROR, "no/such.form");
    EXPECT_FAILURE(digits_form_load(NULL, 0, &other), DIGITS_INVALID_ARGUMENT, "NULL");
    EXPECT_FAILURE(digits_form_load(path, 0, NULL), DIGITS_INVALID_ARGUMENT, "NULL");
    EXPECT_FAILURE(digits_form_load(path, reader, &other), DIGITS_INVALID_HANDLE, "was freed");
    EXPECT(digits_form_free(form) == DIGITS_OK);
    EXPECT_FAILURE(digits_form_free(form), DIGITS_INVALID_HANDLE, "was freed");
    EXPECT_FAILURE(digits_form_read(form, paper, WIDTH, HEIGHT, NULL, &other), DIGITS_INVALID_HANDLE, "form");
    puts("forms are read through C");
    return 0;
}
