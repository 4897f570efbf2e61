/// Digits from C and from every language that can call C.
///
/// Every function that can fail returns a `digits_status`; `digits_error_message` then says in one line what was expected and
/// what came. No argument can end the process, as long as pointers are NULL or valid for the counts that go with them.
///
/// Models, datasets, runs, recognizers, readers, pages, documents, forms and sheets are handles: numbers that are never 0 and
/// never reused. A handle that was freed, or never returned, is an error. What is not freed lives as long as the process.
///
/// Every function may be called from every thread. Calls that use the same handle wait for each other, with two exceptions:
/// several threads may read with one reader or form at once, and a training does not block other calls, which see the weights
/// from before it or those of its last complete epoch.
///
/// After `fork`, the child has copies of all handles and can use them. One that another thread was using at that moment is
/// `DIGITS_LOST_IN_FORK` there.
#ifndef DIGITS_H
#define DIGITS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The result of a call.
typedef enum digits_status {
    DIGITS_OK = 0,
    /// An argument is not what the function takes.
    DIGITS_INVALID_ARGUMENT = 1,
    /// A handle was freed, is of another kind, or was never returned.
    DIGITS_INVALID_HANDLE = 2,
    /// A file cannot be read, written or understood.
    DIGITS_FILE_ERROR = 3,
    /// A buffer is too small. If the function has a `length`, it is set to the size needed.
    DIGITS_BUFFER_TOO_SMALL = 4,
    /// The handle is in use in a way that excludes this call, such as a second training of the same model.
    DIGITS_BUSY = 5,
    /// The progress callback ended the training.
    DIGITS_STOPPED = 6,
    /// The loss or the weights are no longer finite numbers. The model is as it was before the epoch.
    DIGITS_NOT_FINITE = 7,
    /// Another thread was using the handle when the process was forked.
    DIGITS_LOST_IN_FORK = 8,
    /// There is nothing to read in a picture.
    DIGITS_NOTHING_FOUND = 9,
} digits_status;

/// The message of this thread's last call that failed: UTF-8, one line, valid until this thread's next call.
const char *digits_error_message(void);

/// The version, such as `1.0.0`.
const char *digits_version(void);

/// The instruction set in use: `generic`, `avx2`, `avx512` or `neon`.
const char *digits_instruction_set(void);

/// The number of threads that 0 stands for in every function that takes a number of threads.
int32_t digits_thread_count(void);

// MARK: Models

/// A network with its weights, its training configuration and its optimizer's state.
typedef uint64_t digits_model;

/// Makes a new network. `architecture` is the JSON text that Keras's `model.to_json()` returns, with any layers that Keras files
/// may have; `seed` determines the initial weights.
digits_status digits_model_create(const char *architecture, uint64_t seed, digits_model *model);

/// Reads a Keras file, `.h5` or `.keras`, with its optimizer's state.
digits_status digits_model_load(const char *path, digits_model *model);

/// The same, for files that leave something unsaid. `flip_kernels`, unless 0, flips the kernels of convolutions, as needed for
/// Keras 1 models that ran on Theano. `strict`, unless 0, refuses a file that uses something unsupported; otherwise `notes` of
/// `digits_model_describe` has a line for each.
digits_status digits_model_load_file(const char *path, int32_t flip_kernels, int32_t strict, digits_model *model);

/// The bundled model, ready to use.
digits_status digits_model_bundled(digits_model *model);

/// Writes a Keras file: `.keras` by that extension, HDF5 otherwise. With `includes_training` the file holds the model's training
/// configuration and the optimizer's state, so that training can continue there.
digits_status digits_model_save(digits_model model, const char *path, int32_t includes_training);

/// Reads weights from a Keras file of a network with the same layers.
digits_status digits_model_load_weights(digits_model model, const char *path);

/// Frees a model. The handle is invalid afterwards, and later calls report that.
digits_status digits_model_free(digits_model model);

/// The model as JSON text: `name`, `input_shape`, `output_shape`, `layers` (each with `name`, `class_name`, `output_shape` and
/// `weights`, which have `name`, `shape` and `trainable`), `architecture` (as `digits_model_create` takes it), `training` (as
/// `digits_model_compile` takes it, or null), `iterations` (the steps that the optimizer has taken) and `notes` (a line for each
/// thing in the model's file that is unsupported and ignored).
///
/// Writes at most `capacity` bytes, including the final zero; `length` is set to the text's length without it.
digits_status digits_model_describe(digits_model model, char *buffer, size_t capacity, size_t *length);

/// The table of layers that Keras's `summary()` prints.
digits_status digits_model_summary(digits_model model, char *buffer, size_t capacity, size_t *length);

/// The numbers of values of one input and one output.
digits_status digits_model_sizes(digits_model model, size_t *input_size, size_t *output_size);

/// Copies weight `index`, counted over all layers in the order of `digits_model_describe`, to `values`; `count` must be its size.
digits_status digits_model_get_weight(digits_model model, size_t index, float *values, size_t count);

/// Replaces weight `index` with `values`; `count` must be its size.
digits_status digits_model_set_weight(digits_model model, size_t index, const float *values, size_t count);

/// Sets how the model is trained. `configuration` is the JSON text of `training_config` in Keras's files: `optimizer_config`,
/// `loss` and `metrics`. The optimizer's state is reset.
digits_status digits_model_compile(digits_model model, const char *configuration);

/// Changes the optimizer's learning rate and nothing else.
digits_status digits_model_set_learning_rate(digits_model model, double learning_rate);

/// The outputs for some samples, sample after sample. `sample_values` must be a multiple of the input size n, and `output_values`
/// that many times the output size. All values must be finite. `threads` may be 0 for all processors.
digits_status digits_model_predict(
    digits_model model, const float *samples, size_t sample_values, float *outputs, size_t output_values, int32_t threads);

/// The outputs of all layers for one sample, layer after layer: `value_count` must be the sum of their sizes.
digits_status digits_model_layer_outputs(
    digits_model model, const float *sample, size_t sample_values, float *values, size_t value_count);

// MARK: Datasets

/// Samples with labels.
typedef uint64_t digits_dataset;

/// Kinds of values.
typedef enum digits_type {
    DIGITS_FLOAT32 = 0,
    /// Bytes, which stand for the numbers 0 to 255.
    DIGITS_UINT8 = 1,
} digits_type;

/// A dataset of values that the caller owns: they are not copied, and must neither change nor be freed before the dataset is
/// freed. All must be finite. `dimensions` is the shape of one sample. `labels` are class indices below `class_count` and are
/// copied.
digits_status digits_dataset_create(
    const void *values, digits_type type, const int64_t *dimensions, size_t rank, const uint8_t *labels, size_t count,
    int32_t class_count, digits_dataset *dataset);

/// Sets the weight of each sample's loss in training, validation and evaluation: finite numbers of at least 0, which are copied;
/// 1 for each until then. Accuracies weight all samples equally. `DIGITS_BUSY` while a training or evaluation uses the dataset.
digits_status digits_dataset_set_weights(digits_dataset dataset, const float *weights, size_t count);

/// Reads one half of a folder of IDX files with MNIST's names: `half` is `train` or `t10k`. Pixels stay bytes.
digits_status digits_dataset_load(const char *folder, const char *half, digits_dataset *dataset);

/// The number of samples, and the shape of one: `rank` is set to the number of axes, at most `capacity` of which are written.
digits_status digits_dataset_shape(digits_dataset dataset, size_t *count, int64_t *dimensions, size_t capacity, size_t *rank);

/// Copies a dataset of bytes: `value_count` must be the number of all values, `label_count` the number of samples.
digits_status digits_dataset_copy(digits_dataset dataset, uint8_t *values, size_t value_count, uint8_t *labels, size_t label_count);

/// Frees a dataset; `DIGITS_BUSY` while a training or evaluation uses it.
digits_status digits_dataset_free(digits_dataset dataset);

// MARK: Training and evaluation

/// The state of a training under way.
typedef struct digits_progress {
    /// The epoch, from 1, and the number of epochs.
    int32_t epoch, epochs;
    /// The step in this epoch, from 1, and the number of steps.
    int64_t step, steps;
    /// The means over the epoch's samples so far, measured while the weights changed.
    double loss, accuracy;
    /// On the validation samples at the end of the epoch; NaN before that and without validation.
    double validation_loss, validation_accuracy;
    /// Seconds since the epoch began.
    double seconds;
    /// 1 for the epoch's last call, after its validation; else 0.
    int32_t epoch_ended;
} digits_progress;

/// Receives a training's progress on the thread that called the function. Returning 0 continues; anything else stops the
/// training.
typedef int32_t (*digits_progress_callback)(const digits_progress *progress, void *context);

/// How to train.
typedef struct digits_fit_options {
    /// The number of passes over the samples, and of samples per step; both at least 1.
    int32_t epochs, batch_size;
    /// Determines the order of samples and the dropout masks.
    uint64_t seed;
    /// 0 for all processors.
    int32_t threads;
    /// The least time in seconds between two calls about steps: 0 for a call after each step, below 0 for none.
    double interval;
    /// NULL for none.
    digits_progress_callback callback;
    void *context;
} digits_fit_options;

/// Trains a compiled model. Training continues where an earlier one ended.
///
/// The model is updated after each epoch. If the callback stops the training, the model keeps the weights of that moment and the
/// result is `DIGITS_STOPPED`. `validation` may be 0. `last` may be NULL; otherwise it is set to the last progress.
digits_status digits_model_fit(
    digits_model model, digits_dataset training, digits_dataset validation, const digits_fit_options *options,
    digits_progress *last);

/// The same for one part of a training: if the optimizer keeps an average of the weights, the average does not replace them at
/// the end.
digits_status digits_model_fit_part(
    digits_model model, digits_dataset training, digits_dataset validation, const digits_fit_options *options,
    digits_progress *last);

/// Replaces the weights with the average that the optimizer keeps, after the last part of a training. Does nothing if it keeps
/// none.
digits_status digits_model_take_average(digits_model model);

/// The mean loss and the accuracy. A model that was not compiled is evaluated with categorical cross-entropy.
digits_status digits_model_evaluate(digits_model model, digits_dataset dataset, int32_t threads, double *loss, double *accuracy);

/// The mean loss, and the values of the metrics that the model was compiled with, in their order: `count` must be their number.
digits_status digits_model_evaluate_metrics(
    digits_model model, digits_dataset dataset, int32_t threads, double *loss, double *values, size_t count);

/// The values of the metrics that the model was compiled with, in their order, at the present point of the last training: over
/// the epoch's samples so far, and on the validation samples at the end of the epoch; NaN before that. `count` must be their
/// number; either array may be NULL. A progress callback may call this.
digits_status digits_model_training_metrics(digits_model model, double *training, double *validation, size_t count);

// MARK: Training runs

/// A training run that is complete.
typedef uint64_t digits_run;

/// Who receives a run's progress.
typedef struct digits_run_options {
    /// The least time in seconds between two calls about steps: 0 for a call after each step, below 0 for none.
    double interval;
    /// NULL for none.
    digits_progress_callback callback;
    void *context;
} digits_run_options;

/// The settings of a run, as JSON text: a list of objects with `name`, `help`, `allowed` (the values that it may have) and, if
/// there are only a few, `choices`.
digits_status digits_run_settings(char *buffer, size_t capacity, size_t *length);

/// Trains by a recipe and writes a run folder, as `digits train` does.
///
/// `settings` is the JSON text of an object with members named as in `digits_run_settings`, such as `{"recipe": "fast", "epochs":
/// 2}`. A setting that is left out or null has the recipe's value. `output` is the folder to write to; NULL for the first of
/// `runs/train`, `runs/train2`, … that is free. `options` may be NULL.
///
/// If the callback stops the training, the folder has a checkpoint, the result is `DIGITS_STOPPED`, and the message names the
/// folder. After a `fork` the child has no part in a run that another thread was carrying out.
digits_status digits_run_train(const char *settings, const char *output, const digits_run_options *options, digits_run *run);

/// Resumes a run that was stopped, exactly where it was and with the settings that it began with. `threads` may be 0 for the same
/// number as before.
digits_status digits_run_resume(const char *folder, int32_t threads, const digits_run_options *options, digits_run *run);

/// The result of a run, as JSON text: what `digits train --json` prints. `model` is the path of the trained model.
digits_status digits_run_describe(digits_run run, char *buffer, size_t capacity, size_t *length);

/// Frees a run. Its files stay.
digits_status digits_run_free(digits_run run);

// MARK: Pictures

/// Reads digits in pictures.
typedef uint64_t digits_recognizer;

/// A recognizer with a copy of a model's present weights; 0 for the bundled model.
digits_status digits_recognizer_create(digits_model model, digits_recognizer *recognizer);

/// Frees a recognizer.
digits_status digits_recognizer_free(digits_recognizer recognizer);

/// The result of reading a picture of one digit.
typedef struct digits_recognition {
    /// The likeliest class.
    int32_t digit;
    /// The probability that the picture shows this digit, 0 to 1.
    float confidence;
    /// The probability that the picture shows a digit at all, 0 to 1; 1 for models that cannot tell.
    float is_digit;
} digits_recognition;

/// The number of probabilities that a recognizer gives: 10 for one of digits.
digits_status digits_recognizer_class_count(digits_recognizer recognizer, size_t *count);

/// Reads a picture of one digit: `width` times `height` gray pixels, row by row, dark on bright or bright on dark.
/// `probabilities` receives the probability of each class; `probability_count` must be their number.
digits_status digits_recognizer_recognize(
    digits_recognizer recognizer, const uint8_t *pixels, size_t width, size_t height, float *probabilities,
    size_t probability_count, digits_recognition *result);

// MARK: Pages

/// Reads numbers in pictures of pages.
typedef uint64_t digits_reader;

/// A reader with the model of a Keras file that `digits train --recipe numbers` has written; NULL for the bundled one.
digits_status digits_reader_create(const char *path, digits_reader *reader);

/// Frees a reader.
digits_status digits_reader_free(digits_reader reader);

/// What was found in a picture of a page.
typedef uint64_t digits_page;

/// Reads all numbers in a picture of a page, such as a photo. `channels` is 1 for gray pixels or 3 for red, green and blue ones;
/// they are given row by row, dark ink on bright paper or the reverse.
///
/// `known` is what is known about the numbers, which decides between readings; NULL for nothing. It is the JSON text of an object
/// with any of: `length`, the number of digits, such as 5 or "4..6"; `pattern`, what they look like, such as "\\d{3}-\\d{4}";
/// `checksum`, a rule that their digits obey: "luhn", "isbn10", "isbn13", "ean13", "ean8", "upc", "iban:DE", "mod11", "mod97";
/// `range`, their values, such as "0.5..99"; `decimals`, the number of digits after the decimal mark; `among`, the valid ones, a
/// list of strings, up to some millions. Other keys are errors. The last value is kept prepared for the next call with the same
/// one.
digits_status digits_page_read(
    digits_reader reader, const uint8_t *pixels, size_t width, size_t height, int32_t channels, const char *known,
    digits_page *page);

/// The same for the bytes of an image file. `name` is used in error messages.
digits_status digits_page_read_file(
    digits_reader reader, const uint8_t *bytes, size_t byte_count, const char *name, const char *known, digits_page *page);

/// What was found, as JSON text, an object with:
/// - `width` and `height` of the upright picture in pixels, and `turn`, the degrees by which it was turned clockwise to be read;
/// - `lines`, the numbers in reading order;
/// - `misfits`, numbers that do not match what is known about them, in the form of `lines`;
/// - `left_out`, lines of ink that are not numbers, each with `reason` ("print", "otherWriting", "noSymbol", "unlikely" or "duplicate"), `text`
///   and `box`;
/// - `omitted_lines`, the number of lines that were skipped because there were too many.
///
/// A line has `text`, what is written, with its marks and `?` for other ink; `confidence`, the probability that all of it is
/// right; `digits_text` and `digits_confidence`, the same for its digits alone; `box` (`x`, `y`, `width`, `height`); `symbols`,
/// each with `symbol`, `confidence`, `box` (absent if a pattern inserted the symbol) and `alternatives` (`symbol`, null for none,
/// and `confidence`); `digits`, each with `digit`, `confidence`, `box`, `alternatives` (`digit`, `confidence`) and the ten
/// `probabilities`; `alternatives`, other possible texts, each with `text` and `confidence`; `entry`, the number of `among` that
/// it is; and, in a ruled table, `row` and `column` from 1.
digits_status digits_page_describe(digits_page page, char *buffer, size_t capacity, size_t *length);

/// Frees a page.
digits_status digits_page_free(digits_page page);

// MARK: Documents

/// A file of pictures: a PDF document, a TIFF file of one or more pages, or any image file.
typedef uint64_t digits_document;

/// Opens a file, which must not change until the document is freed. At most one page of it is held in memory at a time. Scans in
/// PDF documents are extracted unchanged. Other PDF pages are drawn by `pdftoppm`, and HEIC and AVIF pictures are decoded by
/// `heif-convert`; both are looked up in PATH and run as separate processes.
digits_status digits_document_open(const char *path, digits_document *document);

/// The same for the bytes of a file, which are copied. `name` is used in error messages.
digits_status digits_document_open_bytes(const uint8_t *bytes, size_t byte_count, const char *name, digits_document *document);

/// The number of pages, at least 1.
digits_status digits_document_page_count(digits_document document, size_t *count);

/// A page, counted from 0, as the bytes of an image file, which `digits_page_read_file` and `digits_image_decode` take. Sets
/// `length`; if `capacity` is below it, the result is `DIGITS_BUFFER_TOO_SMALL`, and the page is kept for the next call.
digits_status digits_document_page(digits_document document, size_t index, uint8_t *bytes, size_t capacity, size_t *length);

/// Frees a document.
digits_status digits_document_free(digits_document document);

// MARK: Forms

/// A form whose sheets are read: Docs/FORMS.md.
typedef uint64_t digits_form;

/// Loads a form file written by `digits form new`. A reference picture that is not embedded is looked for beside the file.
/// `reader` is the reader whose model reads the fields, 0 for the bundled one; it may be freed.
digits_status digits_form_load(const char *path, digits_reader reader, digits_form *form);

/// Writes the contents of the form file as JSON with a final zero: `form`, its name; `page`, the width and height of the
/// reference picture; `fields` and `rules`. Sets `length` to the bytes without the zero; `capacity` must be greater.
digits_status digits_form_describe(digits_form form, char *buffer, size_t capacity, size_t *length);

/// Frees a form.
digits_status digits_form_free(digits_form form);

/// The reading of one sheet.
typedef uint64_t digits_sheet;

/// Reads a picture of a sheet, 0 to 255 with dark ink, row by row. A page that is not the form is not an error: the sheet says
/// so.
///
/// `lists` has the valid numbers of a stack, as a JSON object with a list for each field that has one, such as
/// `{"student": ["30001", "30002"]}`, or is NULL. A sheet then has guesses, and `digits_sheets_assign` assigns each number to at
/// most one sheet. The last lists are cached for the next call with the same ones. For a field with a rule `previous` they may
/// have the earlier readings by key, such as `{"now": {"1234567": 412, "1234568": "77.5"}}`.
digits_status digits_form_read(
    digits_form form, const uint8_t *pixels, size_t width, size_t height, const char *lists, digits_sheet *sheet);

/// The same for an image file in memory: from `digits_document_page`, or any image file. `name` is used in error messages.
digits_status digits_form_read_file(
    digits_form form, const uint8_t *bytes, size_t byte_count, const char *name, const char *lists, digits_sheet *sheet);

/// Assigns each number of the lists to at most one sheet of a stack, so that the assignment as a whole is the most likely; weighs
/// the readings of dates by the years on the other sheets; checks the rules between sheets; and decides which values are sure, for
/// all sheets together. All sheets must have been read with the same lists, if any. The call may be repeated with more sheets: each
/// time it starts from the readings of the sheets alone.
digits_status digits_sheets_assign(const digits_sheet *sheets, size_t count);

/// Writes a sheet as JSON with a final zero, like a line of `digits form read --jsonl`:
///
///     {"sheet": "read", "form": "exam", "score": 0.98, "turn": 0, "needs_review": false, "map": […], "curl": null, "fields": [
///         {"name": "student", "value": "30001", "text": "30001", "confidence": 0.9997, "state": "sure", "is_missing": false,
///          "needs_review": false, "box": [24, 18, 168, 41], "alternatives": [{"text": "30007", "confidence": 0.0002}],
///          "guesses": [{"entry": "30001", "evidence": 9.1}], "entry": "30001", "failed_rule": "sum 1"}]}
///
/// `entry` and `failed_rule` are present if they have a value; `curl` is an object if the paper is curled. Sets `length` to the bytes without the zero; `capacity` must be
/// greater.
digits_status digits_sheet_describe(digits_sheet sheet, char *buffer, size_t capacity, size_t *length);

/// Frees a sheet.
digits_status digits_sheet_free(digits_sheet sheet);

/// Decodes an image file (PNG, JPEG, BMP, PNM, TIFF or WebP) to gray pixels, turned upright. `name` is used in error messages.
/// Sets `width` and `height`; if `capacity` is below their product, the result is `DIGITS_BUFFER_TOO_SMALL`.
digits_status digits_image_decode(
    const uint8_t *bytes, size_t byte_count, const char *name, uint8_t *pixels, size_t capacity, size_t *width, size_t *height);

#ifdef __cplusplus
}
#endif

#endif
