/* Several threads on one model, and processes that are forked while they work. Meant to be run with a time limit. */
#include "support.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

static digits_model model;
static digits_dataset dataset;
static float values[SAMPLES * PIXELS];
static uint8_t labels[SAMPLES];
static atomic_int is_done, began;

static void predict(int32_t threads) {
    float outputs[SAMPLES * CLASSES];
    EXPECT(digits_model_predict(model, values, SAMPLES * PIXELS, outputs, SAMPLES * CLASSES, threads) == DIGITS_OK);
    for (int sample = 0; sample < SAMPLES; sample++) {
        float sum = 0;
        for (int i = 0; i < CLASSES; i++) sum += outputs[sample * CLASSES + i];
        EXPECT(sum > 0.999f && sum < 1.001f);
    }
}

static void *predict_until_done(void *argument) {
    (void)argument;
    while (!is_done) predict(2);
    return NULL;
}

static int32_t note_beginning(const digits_progress *progress, void *context) {
    (void)progress, (void)context;
    began = 1;
    return is_done;
}

static void *train(void *argument) {
    digits_fit_options options = {.epochs = *(int *)argument, .batch_size = 30, .threads = 2, .callback = note_beginning};
    digits_status status = digits_model_fit(model, dataset, dataset, &options, NULL);
    EXPECT(status == DIGITS_OK || (is_done && status == DIGITS_STOPPED));
    return NULL;
}

/* A child uses the parent's handles. Whatever another thread was in the middle of is an error there, not a wait without end. */
static void fork_and_predict(void) {
    if (SANITIZED) return;
    pid_t child = fork();
    if (child == 0) {
        float outputs[CLASSES];
        digits_status status = digits_model_predict(model, values, PIXELS, outputs, CLASSES, 2);
        if (status == DIGITS_LOST_IN_FORK) _exit(0);
        EXPECT(status == DIGITS_OK);
        predict(2);
        int epochs = 1;
        train(&epochs);
        _exit(0);
    }
    expect_child_ends_well(child);
}

enum { WIDTH = 320, HEIGHT = 90 };
static digits_reader reader;
static uint8_t paper[WIDTH * HEIGHT];
static atomic_int pages;

/* Bars as tall as digits, and what is read of them whenever it is read. */
static void read_page(void) {
    static char first[32768];
    char text[32768];
    digits_page page = 0;
    EXPECT(digits_page_read(reader, paper, WIDTH, HEIGHT, 1, "{\"length\": \"1..9\"}", &page) == DIGITS_OK);
    EXPECT(digits_page_describe(page, text, sizeof text, NULL) == DIGITS_OK && digits_page_free(page) == DIGITS_OK);
    if (first[0] == 0) strcpy(first, text);
    EXPECT(strcmp(first, text) == 0);
    pages++;
}

static void *read_until_done(void *argument) {
    (void)argument;
    while (!is_done) read_page();
    return NULL;
}

/* Threads read with one reader at once. A child reads, or is told that its parent was in the middle of it, and then makes a reader. */
static void readers(void) {
    EXPECT(digits_reader_create(NULL, &reader) == DIGITS_OK);
    memset(paper, 240, sizeof paper);
    for (int y = 20; y < 70; y++) {
        for (int bar = 0; bar < 4; bar++) memset(paper + y * WIDTH + 50 + 60 * bar, 20, 5);
    }
    read_page();
    pthread_t threads[3];
    for (int i = 0; i < 3; i++) pthread_create(&threads[i], NULL, read_until_done, NULL);
    for (int round = 0; round < 20; round++) {
        int before = pages;
        while (pages == before) sched_yield();
        if (SANITIZED) continue;
        pid_t child = fork();
        if (child == 0) {
            digits_page page = 0;
            digits_status status = digits_page_read(reader, paper, WIDTH, HEIGHT, 1, NULL, &page);
            EXPECT(status == DIGITS_OK || status == DIGITS_LOST_IN_FORK);
            if (status == DIGITS_LOST_IN_FORK) EXPECT(digits_reader_create(NULL, &reader) == DIGITS_OK);
            read_page();
            _exit(0);
        }
        expect_child_ends_well(child);
    }
    is_done = 1;
    for (int i = 0; i < 3; i++) pthread_join(threads[i], NULL);
    is_done = 0;
    EXPECT(digits_reader_free(reader) == DIGITS_OK);
}

int main(void) {
    readers();
    make_samples(values, labels);
    dataset = make_dataset(values, labels);
    EXPECT(digits_model_create(architecture, 1, &model) == DIGITS_OK && digits_model_compile(model, training) == DIGITS_OK);

    predict(2);
    fork_and_predict();

    /* Two threads predict while a third one trains; a second training and a free of the data are refused. */
    pthread_t threads[3];
    int epochs = 1 << 19;
    pthread_create(&threads[0], NULL, predict_until_done, NULL);
    pthread_create(&threads[1], NULL, predict_until_done, NULL);
    pthread_create(&threads[2], NULL, train, &epochs);
    while (!began) sched_yield();
    digits_fit_options options = {.epochs = 1, .batch_size = 30};
    EXPECT_FAILURE(digits_model_fit(model, dataset, 0, &options, NULL), DIGITS_BUSY, "being trained");
    EXPECT_FAILURE(digits_model_compile(model, training), DIGITS_BUSY, "being trained");
    EXPECT_FAILURE(digits_dataset_free(dataset), DIGITS_BUSY, "in use");
    for (int round = 0; round < 20; round++) fork_and_predict();
    is_done = 1;
    for (int i = 0; i < 3; i++) pthread_join(threads[i], NULL);

    /* Freed while it is used: the call that is under way ends well, later ones fail. */
    is_done = 0;
    epochs = 1;
    train(&epochs);
    EXPECT(digits_model_free(model) == DIGITS_OK && digits_dataset_free(dataset) == DIGITS_OK);
    EXPECT_FAILURE(digits_model_fit(model, dataset, 0, &options, NULL), DIGITS_INVALID_HANDLE, "was freed");
    puts("threads and forks do no harm");
    return 0;
}
