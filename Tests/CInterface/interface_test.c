/* Uses the C interface as a program would, and as one with mistakes would. Arguments: a folder to write into, the folder of MNIST. */
#include "support.h"

#include <math.h>

static void models(void) {
    digits_model model = 0;
    EXPECT(digits_model_create(architecture, 7, &model) == DIGITS_OK && model != 0);
    size_t input = 0, output = 0;
    EXPECT(digits_model_sizes(model, &input, &output) == DIGITS_OK && input == PIXELS && output == CLASSES);

    size_t length = 0;
    EXPECT_FAILURE(digits_model_summary(model, NULL, 0, &length), DIGITS_BUFFER_TOO_SMALL, "buffer");
    char *summary = malloc(length + 1);
    EXPECT(digits_model_summary(model, summary, length + 1, &length) == DIGITS_OK && strlen(summary) == length);
    EXPECT(strstr(summary, "conv (Conv2D)") != NULL);
    EXPECT_FAILURE(digits_model_summary(model, summary, length, &length), DIGITS_BUFFER_TOO_SMALL, "bytes expected");
    free(summary);

    /* Weights: conv kernel and bias, dense kernel and bias. */
    float bias[CLASSES] = {1, 2, 3}, found[CLASSES] = {0};
    EXPECT(digits_model_set_weight(model, 3, bias, CLASSES) == DIGITS_OK);
    EXPECT(digits_model_get_weight(model, 3, found, CLASSES) == DIGITS_OK && memcmp(bias, found, sizeof bias) == 0);
    EXPECT_FAILURE(digits_model_get_weight(model, 3, found, 2), DIGITS_INVALID_ARGUMENT, "bias of 3 values expected, got 2");
    EXPECT_FAILURE(digits_model_get_weight(model, 4, found, 3), DIGITS_INVALID_ARGUMENT, "0 to below 4 expected, got 4");
    EXPECT_FAILURE(digits_model_get_weight(model, SIZE_MAX, found, 3), DIGITS_INVALID_ARGUMENT, "weight index");

    /* Zeros in: only the last bias counts, so the outputs are a softmax of 1, 2, 3. */
    float zeros[2 * PIXELS] = {0}, outputs[2 * CLASSES];
    EXPECT(digits_model_predict(model, zeros, 2 * PIXELS, outputs, 2 * CLASSES, 0) == DIGITS_OK);
    double sum = exp(1) + exp(2) + exp(3);
    for (int i = 0; i < 2 * CLASSES; i++) EXPECT(fabs(outputs[i] - exp(1 + i % CLASSES) / sum) < 1e-6);
    zeros[PIXELS] = NAN;
    EXPECT_FAILURE(
        digits_model_predict(model, zeros, 2 * PIXELS, outputs, 2 * CLASSES, 1), DIGITS_INVALID_ARGUMENT, "got nan in sample 1");

    zeros[PIXELS] = 0;
    EXPECT_FAILURE(digits_model_predict(model, zeros, PIXELS + 1, outputs, CLASSES, 1), DIGITS_INVALID_ARGUMENT, "samples of 36");
    EXPECT_FAILURE(digits_model_predict(model, zeros, PIXELS, outputs, 1, 1), DIGITS_INVALID_ARGUMENT, "outputs of 3");
    EXPECT_FAILURE(digits_model_predict(model, NULL, PIXELS, outputs, CLASSES, 1), DIGITS_INVALID_ARGUMENT, "got NULL");
    EXPECT_FAILURE(digits_model_predict(model, zeros, PIXELS, outputs, CLASSES, -1), DIGITS_INVALID_ARGUMENT, "threads");
    EXPECT(digits_model_predict(model, NULL, 0, NULL, 0, 1) == DIGITS_OK);

    EXPECT(digits_model_free(model) == DIGITS_OK);
    EXPECT_FAILURE(digits_model_free(model), DIGITS_INVALID_HANDLE, "was freed");
    EXPECT_FAILURE(digits_model_predict(model, zeros, PIXELS, outputs, CLASSES, 1), DIGITS_INVALID_HANDLE, "was freed");
    EXPECT_FAILURE(digits_model_free(123456), DIGITS_INVALID_HANDLE, "never given out");
    EXPECT_FAILURE(digits_model_free(0), DIGITS_INVALID_HANDLE, "never given out");
    EXPECT_FAILURE(digits_model_create("{", 1, &model), DIGITS_INVALID_ARGUMENT, "architecture");
    EXPECT_FAILURE(digits_model_create(architecture, 1, NULL), DIGITS_INVALID_ARGUMENT, "NULL");
    EXPECT_FAILURE(digits_model_load("no/such\nfile", &model), DIGITS_FILE_ERROR, "No such file");
    EXPECT(strchr(digits_error_message(), '\n') == NULL);
}

static int reports, stop_at;

static int32_t count_reports(const digits_progress *progress, void *context) {
    EXPECT(context == &reports && isfinite(progress->loss));
    return ++reports == stop_at;
}

static void trainings(const char *folder) {
    float *values = malloc(sizeof(float) * SAMPLES * PIXELS);
    uint8_t labels[SAMPLES];
    make_samples(values, labels);
    digits_dataset dataset = make_dataset(values, labels);
    digits_model model = 0;
    EXPECT(digits_model_create(architecture, 7, &model) == DIGITS_OK);
    digits_fit_options options = {.epochs = 8, .batch_size = 30, .seed = 3, .callback = count_reports, .context = &reports};
    digits_progress last;
    EXPECT_FAILURE(digits_model_fit(model, dataset, 0, &options, &last), DIGITS_INVALID_ARGUMENT, "not compiled");
    EXPECT_FAILURE(digits_model_compile(model, "{\"optimizer_config\": \"nonsense\"}"), DIGITS_INVALID_ARGUMENT, "nonsense");
    EXPECT(digits_model_compile(model, training) == DIGITS_OK);
    EXPECT(digits_model_fit(model, dataset, dataset, &options, &last) == DIGITS_OK);
    EXPECT(reports == 8 * 11 && last.epoch == 8 && last.steps == 10 && last.epoch_ended == 1);
    double loss = 0, accuracy = 0;
    EXPECT(digits_model_evaluate(model, dataset, 0, &loss, &accuracy) == DIGITS_OK);
    EXPECT(accuracy > 0.95 && loss == last.validation_loss && accuracy == last.validation_accuracy);
    double value = 0, trained = 0, validated = 0;
    EXPECT(digits_model_evaluate_metrics(model, dataset, 0, &loss, &value, 1) == DIGITS_OK && value == accuracy);
    EXPECT_FAILURE(
        digits_model_evaluate_metrics(model, dataset, 0, &loss, &value, 2), DIGITS_INVALID_ARGUMENT, "room for 1 metrics");
    EXPECT_FAILURE(digits_model_evaluate_metrics(model, dataset, 0, &loss, NULL, 1), DIGITS_INVALID_ARGUMENT, "values");
    EXPECT(digits_model_training_metrics(model, &trained, &validated, 1) == DIGITS_OK);
    EXPECT(trained == last.accuracy && validated == last.validation_accuracy);

    /* Stopped in the middle of an epoch; then calls only at the end of each epoch. */
    stop_at = reports + 5;
    EXPECT_FAILURE(digits_model_fit(model, dataset, 0, &options, &last), DIGITS_STOPPED, "stopped");
    EXPECT(last.epoch == 1 && last.step == 5 && last.epoch_ended == 0);
    options.interval = -1;
    options.epochs = 2;
    reports = stop_at = 0;
    EXPECT(digits_model_fit(model, dataset, 0, &options, NULL) == DIGITS_OK && reports == 2);

    /* A file holds the outputs and the optimizer's state. */
    char path[4096], text[8192];
    snprintf(path, sizeof path, "%s/small.keras", folder);
    EXPECT(digits_model_save(model, path, 1) == DIGITS_OK);
    digits_model loaded = 0;
    EXPECT(digits_model_load(path, &loaded) == DIGITS_OK);
    float before[CLASSES], after[CLASSES];
    EXPECT(digits_model_predict(model, values, PIXELS, before, CLASSES, 0) == DIGITS_OK);
    EXPECT(digits_model_predict(loaded, values, PIXELS, after, CLASSES, 0) == DIGITS_OK);
    EXPECT(memcmp(before, after, sizeof before) == 0);
    size_t length = 0;
    EXPECT(digits_model_describe(loaded, text, sizeof text, &length) == DIGITS_OK && strstr(text, "\"iterations\": 10") != NULL);

    /* An average of the weights takes their place at the end, or after parts of a training when it is asked to. */
    const char *averaging =
        "{\"optimizer_config\": {\"class_name\": \"SGD\", \"config\": {\"learning_rate\": 0.5, \"use_ema\": true}},"
        " \"loss\": \"sparse_categorical_crossentropy\", \"metrics\": []}";
    float whole[CLASSES], part[CLASSES];
    EXPECT(digits_model_compile(model, averaging) == DIGITS_OK && digits_model_compile(loaded, averaging) == DIGITS_OK);
    EXPECT(digits_model_take_average(loaded) == DIGITS_OK);
    EXPECT(digits_model_fit(model, dataset, 0, &options, NULL) == DIGITS_OK);
    EXPECT(digits_model_fit_part(loaded, dataset, 0, &options, NULL) == DIGITS_OK);
    EXPECT(digits_model_predict(model, values, PIXELS, whole, CLASSES, 0) == DIGITS_OK);
    EXPECT(digits_model_predict(loaded, values, PIXELS, part, CLASSES, 0) == DIGITS_OK);
    EXPECT(memcmp(whole, part, sizeof whole) != 0);
    EXPECT(digits_model_take_average(loaded) == DIGITS_OK);
    EXPECT(digits_model_predict(loaded, values, PIXELS, part, CLASSES, 0) == DIGITS_OK);
    EXPECT(memcmp(whole, part, sizeof whole) == 0);
    EXPECT_FAILURE(digits_model_take_average(dataset), DIGITS_INVALID_HANDLE, "a model expected");

    /* Samples that count nothing have no loss. */
    float weights[SAMPLES] = {0};
    EXPECT(digits_dataset_set_weights(dataset, weights, SAMPLES) == DIGITS_OK);
    EXPECT(digits_model_fit(loaded, dataset, 0, &options, &last) == DIGITS_OK && last.loss == 0);
    EXPECT_FAILURE(digits_dataset_set_weights(dataset, weights, 3), DIGITS_INVALID_ARGUMENT, "numbers expected, got 3");
    weights[1] = -1;
    EXPECT_FAILURE(digits_dataset_set_weights(dataset, weights, SAMPLES), DIGITS_INVALID_ARGUMENT, "got -1.0 for sample 1");
    weights[1] = 0;
    for (int i = 0; i < SAMPLES; i++) weights[i] = 1;
    EXPECT(digits_dataset_set_weights(dataset, weights, SAMPLES) == DIGITS_OK);

    /* Mistakes. */
    const int64_t shape[] = {6, 6, 1}, empty[] = {0};
    digits_dataset other = 0;
    labels[2] = 9;
    EXPECT_FAILURE(
        digits_dataset_create(values, DIGITS_FLOAT32, shape, 3, labels, SAMPLES, CLASSES, &other), DIGITS_INVALID_ARGUMENT,
        "from 0 to 2 expected, got 9 for sample 2");
    EXPECT_FAILURE(
        digits_dataset_create(values, DIGITS_FLOAT32, empty, 1, labels, SAMPLES, 10, &other), DIGITS_INVALID_ARGUMENT, "shape");
    EXPECT_FAILURE(
        digits_dataset_create(values, 5, shape, 3, labels, SAMPLES, 10, &other), DIGITS_INVALID_ARGUMENT, "type");
    EXPECT(digits_dataset_create(values, DIGITS_FLOAT32, shape, 2, labels, SAMPLES, 10, &other) == DIGITS_OK);
    EXPECT_FAILURE(digits_model_fit(model, other, 0, &options, NULL), DIGITS_INVALID_ARGUMENT, "10 classes");
    EXPECT_FAILURE(digits_model_fit(model, model, 0, &options, NULL), DIGITS_INVALID_HANDLE, "a dataset expected, got a model");
    options.epochs = 0;
    EXPECT_FAILURE(digits_model_fit(model, dataset, 0, &options, NULL), DIGITS_INVALID_ARGUMENT, "epochs");
    labels[2] = 2;
    values[0] = INFINITY;
    EXPECT_FAILURE(
        digits_dataset_create(values, DIGITS_FLOAT32, shape, 3, labels, SAMPLES, CLASSES, &other), DIGITS_INVALID_ARGUMENT,
        "got inf in sample 0");
    /* Finite, but not for long. */
    for (int i = 0; i < SAMPLES * PIXELS; i++) values[i] = 3e38f;
    digits_dataset large = make_dataset(values, labels);
    options.epochs = 1;
    EXPECT_FAILURE(digits_model_fit(model, large, 0, &options, NULL), DIGITS_NOT_FINITE, "smaller learning rate");
    EXPECT(digits_dataset_free(large) == DIGITS_OK);

    EXPECT(digits_dataset_free(dataset) == DIGITS_OK && digits_dataset_free(other) == DIGITS_OK);
    EXPECT(digits_model_free(model) == DIGITS_OK && digits_model_free(loaded) == DIGITS_OK);
    free(values);
}

static void runs(const char *folder, const char *mnist) {
    char text[65536], settings[4096], output[4096];
    size_t length = 0;
    EXPECT(digits_run_settings(text, sizeof text, &length) == DIGITS_OK && strstr(text, "\"name\": \"batch_size\"") != NULL);

    digits_run run = 0;
    snprintf(settings, sizeof settings, "{\"data\": \"%s\", \"fast_dev_run\": true, \"batch_size\": 16, \"model\": null}", mnist);
    snprintf(output, sizeof output, "%s/run", folder);
    EXPECT(digits_run_train(settings, output, NULL, &run) == DIGITS_OK);
    EXPECT(digits_run_describe(run, text, sizeof text, &length) == DIGITS_OK && strstr(text, "\"batch_size\":16") != NULL);
    EXPECT(digits_run_free(run) == DIGITS_OK);
    EXPECT_FAILURE(digits_run_free(run), DIGITS_INVALID_HANDLE, "was freed");

    /* Stopped by its callback in the second epoch of two steps, and continued. */
    snprintf(settings, sizeof settings, "{\"data\": \"%s\", \"overfit_batches\": 2, \"batch_size\": 16, \"epochs\": 2}", mnist);
    snprintf(output, sizeof output, "%s/stopped", folder);
    digits_run_options options = {.interval = 0, .callback = count_reports, .context = &reports};
    reports = 0;
    stop_at = 4;
    EXPECT_FAILURE(digits_run_train(settings, output, &options, &run), DIGITS_STOPPED, output);
    reports = stop_at = 0;
    EXPECT(digits_run_resume(output, 1, &options, &run) == DIGITS_OK && reports == 2);
    EXPECT(digits_run_free(run) == DIGITS_OK);

    EXPECT_FAILURE(digits_run_resume(folder, 0, NULL, &run), DIGITS_FILE_ERROR, folder);
    EXPECT_FAILURE(digits_run_train("{\"epochs\": 0}", output, NULL, &run), DIGITS_INVALID_ARGUMENT, "epochs: a whole number from 1");
    EXPECT_FAILURE(digits_run_train("{\"speed\": 1}", output, NULL, &run), DIGITS_INVALID_ARGUMENT, "speed: no such setting");
    EXPECT_FAILURE(digits_run_train("[1]", output, NULL, &run), DIGITS_INVALID_ARGUMENT, "a JSON object");
    EXPECT_FAILURE(digits_run_train(NULL, output, NULL, &run), DIGITS_INVALID_ARGUMENT, "NULL");
    EXPECT_FAILURE(digits_run_train("{}", output, NULL, NULL), DIGITS_INVALID_ARGUMENT, "NULL");
}

/* The bundled model reads a test image of MNIST; the file is read here too. */
static void pictures(const char *mnist) {
    digits_dataset test = 0;
    EXPECT(digits_dataset_load(mnist, "t10k", &test) == DIGITS_OK);
    size_t count = 0, rank = 0;
    int64_t shape[3];
    EXPECT(digits_dataset_shape(test, &count, shape, 3, &rank) == DIGITS_OK && count == 10000 && rank == 3 && shape[0] == 28);
    uint8_t *pixels = malloc(count * 784), *labels = malloc(count);
    EXPECT(digits_dataset_copy(test, pixels, count * 784, labels, count) == DIGITS_OK && labels[0] == 7);
    EXPECT_FAILURE(digits_dataset_copy(test, pixels, 5, labels, count), DIGITS_INVALID_ARGUMENT, "room for");
    EXPECT_FAILURE(digits_dataset_load(mnist, "half", &test), DIGITS_INVALID_ARGUMENT, "train or t10k");

    digits_recognizer recognizer = 0;
    EXPECT(digits_recognizer_create(0, &recognizer) == DIGITS_OK);
    float probabilities[10];
    digits_recognition found;
    EXPECT(digits_recognizer_class_count(recognizer, &count) == DIGITS_OK && count == 10);
    EXPECT(digits_recognizer_recognize(recognizer, pixels, 28, 28, probabilities, 10, &found) == DIGITS_OK);
    EXPECT(found.digit == 7 && found.confidence > 0.5f && found.is_digit > 0.5f && probabilities[7] > 0.5f);
    memset(pixels, 0, 784);
    EXPECT_FAILURE(
        digits_recognizer_recognize(recognizer, pixels, 28, 28, probabilities, 10, &found), DIGITS_NOTHING_FOUND,
        "");
    EXPECT_FAILURE(
        digits_recognizer_recognize(recognizer, pixels, 0, 28, probabilities, 10, &found), DIGITS_INVALID_ARGUMENT,
        "0x28");
    size_t width, height;
    EXPECT_FAILURE(
        digits_image_decode(pixels, 784, "noise.png", NULL, 0, &width, &height), DIGITS_FILE_ERROR, "noise.png");
    EXPECT(digits_recognizer_free(recognizer) == DIGITS_OK && digits_dataset_free(test) == DIGITS_OK);
    free(pixels);
    free(labels);
}

int main(int argc, char **argv) {
    EXPECT(argc == 3 && digits_thread_count() > 0 && strlen(digits_instruction_set()) > 0 && strchr(digits_version(), '.') != NULL);
    models();
    trainings(argv[1]);
    runs(argv[1], argv[2]);
    pictures(argv[2]);
    puts("the C interface does what digits.h says");
    return 0;
}
