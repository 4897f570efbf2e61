/* Several threads on one model, and processes that are forked while they work. Meant to be run with a time limit. */
#define _POSIX_C_SOURCE 200809L
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support.h"

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

static void expect_child_ends_well(pid_t child) {
    int status = -1;
    EXPECT(child > 0 && waitpid(child, &status, 0) == child);
    EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* A child uses the parent's handles. Whatever another thread was in the middle of is an error there, not a wait without end. */
static void fork_and_predict(void) {
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

int main(void) {
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
    EXPECT_FAILURE(digits_dataset_free(dataset), DIGITS_BUSY, "being used");
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
