/// Digits from C and from every language that can call C.
///
/// Every function that can fail returns a `digits_status`, and `digits_error_message` then says in one line what was expected and
/// what came. Nothing that is passed in can end the process, as long as pointers are NULL or valid for the counts that go with them.
///
/// Models, datasets, runs, recognizers, readers, pages, documents, forms and sheets are handles: numbers that are never 0 and never used twice. One that was freed,
/// or was never made, is an error. What is not freed lives as long as the process.
///
/// Every function may be called from every thread. Calls that use the same handle wait for each other, except that several threads may read
/// with one reader or form at once, and that a training does not hold up other calls: they see the weights from before it, or those of its last
/// whole epoch.
///
/// After `fork`, the child has copies of all handles and can use them. One that another thread was in the middle of using is
/// `DIGITS_LOST_IN_FORK` there.
#ifndef DIGITS_H
#define DIGITS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What a call came to.
typedef enum digits_status {
    DIGITS_OK = 0,
    /// An argument is not what the function takes.
    DIGITS_INVALID_ARGUMENT = 1,
    /// A handle was freed, is of another kind, or was never given out.
    DIGITS_INVALID_HANDLE = 2,
    /// A file cannot be read, written or understood.
    DIGITS_FILE_ERROR = 3,
    /// A buffer is too small. Where the function has a `length`, it is set to what is needed.
    DIGITS_BUFFER_TOO_SMALL = 4,
    /// The handle is in use in a way that rules this call out, such as a second training of the same model.
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

/// The number of threads that 0 stands for wherever a number of threads is asked for.
int32_t digits_thread_count(void);

// MARK: Models

/// A network with its weights, how it is trained, and what its optimizer remembers.
typedef uint64_t digits_model;

/// Makes a new network. `architecture` is the JSON text that Keras's `model.to_json()` gives, of any layers that Keras files may have;
/// `seed` decides the first weights.
digits_status digits_model_create(const char *architecture, uint64_t seed, digits_model *model);

/// Reads a Keras file, `.h5` or `.keras`, with its optimizer's state.
digits_status digits_model_load(const char *path, digits_model *model);

/// The same, of files that do not say all. `flip_kernels`, unless 0, turns the kernels of convolutions, as models of Keras 1 need that ran
/// on Theano. `strict`, unless 0, refuses a file that says something which is not supported; otherwise `notes` of
/// `digits_model_describe` has a line for each.
digits_status digits_model_load_file(const char *path, int32_t flip_kernels, int32_t strict, digits_model *model);

/// The model that ships, ready to be used.
digits_status digits_model_bundled(digits_model *model);

/// Writes a Keras file: `.keras` by that extension, HDF5 otherwise. With `includes_training` the file says how the model was compiled
/// and what the optimizer remembers, so that training can continue there.
digits_status digits_model_save(digits_model model, const char *path, int32_t includes_training);

/// Reads weights from a Keras file of a network of the same layers.
digits_status digits_model_load_weights(digits_model model, const char *path);

/// Frees a model. The handle is invalid afterwards, which later calls notice.
digits_status digits_model_free(digits_model model);

/// The model as JSON text: `name`, `input_shape`, `output_shape`, `layers` (each with `name`, `class_name`, `output_shape` and `weights`, which
/// have `name`, `shape` and `trainable`), `architecture` (as `digits_model_create` takes it) and `training` (as `digits_model_compile`
/// takes it, or null), `iterations` (the steps that the optimizer has taken) and `notes` (what the model's file
/// says and is left out, a line for each).
///
/// Writes at most `capacity` bytes, the final zero among them; `length` is set to the text's length without it.
digits_status digits_model_describe(digits_model model, char *buffer, size_t capacity, size_t *length);

/// The table of layers that Keras users know.
digits_status digits_model_summary(digits_model model, char *buffer, size_t capacity, size_t *length);

/// The numbers of values of one input and one output.
digits_status digits_model_sizes(digits_model model, size_t *input_size, size_t *output_size);

/// Copies weight `index`, counted over all layers in the order of `digits_model_describe`, into `values`; `count` must be its size.
digits_status digits_model_get_weight(digits_model model, size_t index, float *values, size_t count);

/// Replaces weight `index` by `values`; `count` must be its size.
digits_status digits_model_set_weight(digits_model model, size_t index, const float *values, size_t count);

/// Says how the model is trained. `configuration` is the JSON text of `training_config` in Keras's files: `optimizer_config`, `loss` and
/// `metrics`. The optimizer forgets what it remembers.
digits_status digits_model_compile(digits_model model, const char *configuration);

/// Changes the optimizer's learning rate and nothing else.
digits_status digits_model_set_learning_rate(digits_model model, double learning_rate);

/// The outputs for some samples, one after the other. `sample_values` must be a multiple of the input size n, and `output_values`
/// that many times the output size. All values must be finite. `threads` may be 0 for all processors.
digits_status digits_model_predict(
    digits_model model, const float *samples, size_t sample_values, float *outputs, size_t output_values, int32_t threads);

/// The outputs of all layers for one sample, one layer after the other: `value_count` must be the sum of their sizes.
digits_status digits_model_layer_outputs(
    digits_model model, const float *sample, size_t sample_values, float *values, size_t value_count);

// MARK: Datasets

/// Samples with labels.
typedef uint64_t digits_dataset;

/// Kinds of values.
typedef enum digits_type {
    DIGITS_FLOAT32 = 0,
    /// Bytes, which count as the numbers 0 to 255.
    DIGITS_UINT8 = 1,
} digits_type;

/// A dataset of values that the caller keeps: they are not copied, and must neither change nor go away until the dataset was freed. All must be finite.
/// `dimensions` is the shape of one sample. `labels` are class indices below `class_count` and are copied.
digits_status digits_dataset_create(
    const void *values, digits_type type, const int64_t *dimensions, size_t rank, const uint8_t *labels, size_t count,
    int32_t class_count, digits_dataset *dataset);

/// What the loss of each sample counts in trainings, validations and evaluations, a finite number of at least 0 for each, which are copied; 1
/// each until then. Accuracies count all samples alike. `DIGITS_BUSY` while a training or evaluation uses the dataset.
digits_status digits_dataset_set_weights(digits_dataset dataset, const float *weights, size_t count);

/// Reads one half of a folder of IDX files with MNIST's names: `half` is `train` or `t10k`. Pixels stay bytes.
digits_status digits_dataset_load(const char *folder, const char *half, digits_dataset *dataset);

/// The number of samples, and the shape of one: `rank` is set to the number of axes, of which at most `capacity` are written.
digits_status digits_dataset_shape(digits_dataset dataset, size_t *count, int64_t *dimensions, size_t capacity, size_t *rank);

/// Copies a dataset of bytes: `value_count` must be the number of all values, `label_count` that of the samples.
digits_status digits_dataset_copy(digits_dataset dataset, uint8_t *values, size_t value_count, uint8_t *labels, size_t label_count);

/// Frees a dataset; `DIGITS_BUSY` while a training or evaluation uses it.
digits_status digits_dataset_free(digits_dataset dataset);

// MARK: Training and evaluation

/// Where a training is.
typedef struct digits_progress {
    /// The epoch, from 1, and how many there are.
    int32_t epoch, epochs;
    /// The step in this epoch, from 1, and how many there are.
    int64_t step, steps;
    /// The mean over the epoch's samples so far, while the weights changed.
    double loss, accuracy;
    /// On the validation samples at the end of the epoch; not a number before, and where there are none.
    double validation_loss, validation_accuracy;
    /// Since the epoch began.
    double seconds;
    /// 1 for the epoch's last call, after its validation; else 0.
    int32_t epoch_ended;
} digits_progress;

/// Is told of a training's progress on the thread that called the function. 0 goes on, anything else ends the training.
typedef int32_t (*digits_progress_callback)(const digits_progress *progress, void *context);

/// How to train.
typedef struct digits_fit_options {
    /// Passes over the samples, and samples in a step; both at least 1.
    int32_t epochs, batch_size;
    /// Decides the order of samples and the dropout masks.
    uint64_t seed;
    /// 0 for all processors.
    int32_t threads;
    /// The least seconds between two calls about steps: 0 for a call after each step, below 0 for none.
    double interval;
    /// NULL for none.
    digits_progress_callback callback;
    void *context;
} digits_fit_options;

/// Trains a model that was compiled. It continues where an earlier training ended.
///
/// The model is changed after each epoch. If the callback ends the training, the model has the weights of that moment and the result is
/// `DIGITS_STOPPED`. `validation` may be 0. `last` may be NULL; otherwise it is set to the last progress.
digits_status digits_model_fit(
    digits_model model, digits_dataset training, digits_dataset validation, const digits_fit_options *options,
    digits_progress *last);

/// The same as a part of a training: where the optimizer keeps an average of the weights, it does not take their place at the end.
digits_status digits_model_fit_part(
    digits_model model, digits_dataset training, digits_dataset validation, const digits_fit_options *options,
    digits_progress *last);

/// Puts the average that the optimizer keeps in the weights' place, after the last part of a training. Does nothing where it keeps none.
digits_status digits_model_take_average(digits_model model);

/// The mean loss and the accuracy. A model that was not compiled is measured by categorical cross-entropy.
digits_status digits_model_evaluate(digits_model model, digits_dataset dataset, int32_t threads, double *loss, double *accuracy);

/// The mean loss, and the values of the metrics that the model was compiled with, in their order: `count` must be their number.
digits_status digits_model_evaluate_metrics(
    digits_model model, digits_dataset dataset, int32_t threads, double *loss, double *values, size_t count);

/// The values of the metrics that the model was compiled with, in their order, where the last training is: over the epoch's samples so far,
/// and on the validation samples at the end of the epoch; not a number before. `count` must be their number; either array may be NULL.
/// A progress callback may ask for them.
digits_status digits_model_training_metrics(digits_model model, double *training, double *validation, size_t count);

// MARK: Training runs

/// A training run that came to its end.
typedef uint64_t digits_run;

/// Who is told of a run's progress.
typedef struct digits_run_options {
    /// The least seconds between two calls about steps: 0 for a call after each step, below 0 for none.
    double interval;
    /// NULL for none.
    digits_progress_callback callback;
    void *context;
} digits_run_options;

/// The settings of a run, as JSON text: a list of objects with `name`, `help`, `allowed` (which values it may have) and, where there are only a
/// few values, `choices`.
digits_status digits_run_settings(char *buffer, size_t capacity, size_t *length);

/// Trains by a recipe and writes a run folder, as `digits train` does.
///
/// `settings` is the JSON text of an object whose members are named as `digits_run_settings` says, such as `{"recipe": "fast", "epochs": 2}`.
/// A setting that is left out or null is the recipe's. `output` is the folder to write into; NULL for the first of `runs/train`,
/// `runs/train2`, … that is free. `options` may be NULL.
///
/// If the callback ends the training, the folder has a checkpoint, the result is `DIGITS_STOPPED`, and the message names the folder.
/// After a `fork` the child has no part in a run that another thread was carrying out.
digits_status digits_run_train(const char *settings, const char *output, const digits_run_options *options, digits_run *run);

/// Goes on with a run that was stopped, exactly where that was and with the settings that it began with. `threads` may be 0 for the same
/// number as before.
digits_status digits_run_resume(const char *folder, int32_t threads, const digits_run_options *options, digits_run *run);

/// What a run came to, as JSON text: what `digits train --json` prints. `model` is the path of the trained model.
digits_status digits_run_describe(digits_run run, char *buffer, size_t capacity, size_t *length);

/// Frees a run. Its files stay.
digits_status digits_run_free(digits_run run);

// MARK: Pictures

/// Reads digits in pictures.
typedef uint64_t digits_recognizer;

/// A recognizer with a copy of a model's present weights; 0 for the model that ships.
digits_status digits_recognizer_create(digits_model model, digits_recognizer *recognizer);

/// Frees a recognizer.
digits_status digits_recognizer_free(digits_recognizer recognizer);

/// What a picture of one digit was taken for.
typedef struct digits_recognition {
    /// The likeliest class.
    int32_t digit;
    /// How likely it is that the picture shows this digit, 0 to 1.
    float confidence;
    /// How likely it is that the picture shows a digit at all, 0 to 1; 1 for models that cannot tell.
    float is_digit;
} digits_recognition;

/// The number of probabilities that a recognizer gives: 10 for one of digits.
digits_status digits_recognizer_class_count(digits_recognizer recognizer, size_t *count);

/// Reads a picture of one digit: `width` times `height` gray pixels, row by row, dark on bright or bright on dark.
/// `probabilities` gets the probability of each class, and `probability_count` must be their number.
digits_status digits_recognizer_recognize(
    digits_recognizer recognizer, const uint8_t *pixels, size_t width, size_t height, float *probabilities,
    size_t probability_count, digits_recognition *result);

// MARK: Pages

/// Reads numbers in pictures of pages.
typedef uint64_t digits_reader;

/// A reader with the model of a Keras file that `digits train --recipe numbers` has written; NULL for the one that ships.
digits_status digits_reader_create(const char *path, digits_reader *reader);

/// Frees a reader.
digits_status digits_reader_free(digits_reader reader);

/// What was found on a picture of a page.
typedef uint64_t digits_page;

/// Reads all numbers in a picture of a page, such as a photo. `channels` is 1 for gray pixels or 3 for red, green and blue ones;
/// they come row by row, dark ink on bright paper or the other way round.
///
/// `known` is what is known of the numbers, which decides between readings; NULL for nothing. It is a JSON text of an object with any of:
/// `length`, how many digits they have, such as 5 or "4..6"; `pattern`, what they look like, such as "\\d{3}-\\d{4}"; `checksum`, a rule of
/// their digits: "luhn", "isbn10", "isbn13", "ean13", "ean8", "upc", "iban:DE", "mod11", "mod97"; `range`, their values, such as "0.5..99";
/// `decimals`, how many digits are behind the decimal mark; `among`, the valid ones, a list of texts, up to some millions. Other keys are
/// errors. What the last call with a reader was given is kept ready for the next one that is given the same.
digits_status digits_page_read(
    digits_reader reader, const uint8_t *pixels, size_t width, size_t height, int32_t channels, const char *known,
    digits_page *page);

/// The same for the bytes of an image file. `name` is for messages.
digits_status digits_page_read_file(
    digits_reader reader, const uint8_t *bytes, size_t byte_count, const char *name, const char *known, digits_page *page);

/// What was found, as JSON text, an object with:
/// - `width` and `height` of the upright picture in pixels, and `turn`, the degrees by which it was turned clockwise to be read;
/// - `lines`, the numbers in reading order;
/// - `misfits`, such as are not as is known of them, in the form of `lines`;
/// - `left_out`, lines of ink that are no numbers, each with `reason` ("print", "otherWriting", "noSymbol", "unlikely" or "duplicate"), `text`
///   and `box`;
/// - `omitted_lines`, how many lines were not looked at because there were too many.
///
/// A line has `text`, what is written with its marks and `?` for other ink in it; `confidence`, the probability that all of it is right;
/// `digits_text` and `digits_confidence`, the same for its digits alone; `box` (`x`, `y`, `width`, `height`); `symbols`, each with
/// `symbol`, `confidence`, `box` (not where a pattern has put it in) and `alternatives` (`symbol`, null for none, and `confidence`);
/// `digits`, each with `digit`, `confidence`, `box`, `alternatives` (`digit`, `confidence`) and the ten `probabilities`; `alternatives`, other
/// texts that it may say, each with `text` and `confidence`; `entry`, the number of `among` that it is; and, in a table with rules, `row` and
/// `column` from 1.
digits_status digits_page_describe(digits_page page, char *buffer, size_t capacity, size_t *length);

/// Frees a page.
digits_status digits_page_free(digits_page page);

// MARK: Documents

/// A file of pictures: a PDF document, a TIFF file of one or many pages, or any image file.
typedef uint64_t digits_document;

/// Opens a file, which must stay as it is until the document was freed. No more than a page of it is held at a time. Scans in PDF
/// documents are taken out as they are. Other pages of theirs are drawn by `pdftoppm`, and HEIC and AVIF decoded by `heif-convert`, which
/// are looked for in PATH and run as processes of their own.
digits_status digits_document_open(const char *path, digits_document *document);

/// The same for the bytes of a file, which are copied. `name` is for messages.
digits_status digits_document_open_bytes(const uint8_t *bytes, size_t byte_count, const char *name, digits_document *document);

/// The number of pages, at least 1.
digits_status digits_document_page_count(digits_document document, size_t *count);

/// A page, counted from 0, as the bytes of an image file: what `digits_page_read_file` and `digits_image_decode` take. Sets `length`; where
/// `capacity` is below it, the result is `DIGITS_BUFFER_TOO_SMALL`, and the page is kept for the next call.
digits_status digits_document_page(digits_document document, size_t index, uint8_t *bytes, size_t capacity, size_t *length);

/// Frees a document.
digits_status digits_document_free(digits_document document);

// MARK: Forms

/// A form of which sheets are read: Docs/FORMS.md.
typedef uint64_t digits_form;

/// Loads a form file, as `digits form new` writes it. A reference picture that is not in it is looked for beside it. `reader` is the one
/// whose model reads the fields, 0 for the model that ships; it may be freed.
digits_status digits_form_load(const char *path, digits_reader reader, digits_form *form);

/// Writes what the form file says as JSON with a final zero: `form`, its name; `page`, the width and height of the reference picture;
/// `fields` and `rules`. Sets `length` to the bytes without the zero; `capacity` must be greater.
digits_status digits_form_describe(digits_form form, char *buffer, size_t capacity, size_t *length);

/// Frees a form.
digits_status digits_form_free(digits_form form);

/// What was read of a sheet.
typedef uint64_t digits_sheet;

/// Reads a picture of a sheet, 0 to 255 with dark ink, row by row. A page that is not the form is no error: the sheet says so.
///
/// `lists` has the numbers that are valid in a stack, as a JSON object with a list for each field that has one, such as
/// `{"student": ["30001", "30002"]}`, or is NULL. A sheet then has guesses, and `digits_sheets_assign` gives each number to one sheet. What
/// the last call with a form was given is kept ready for the next one that is given the same. For a field with a rule `previous` it may
/// have the earlier readings by their keys, such as `{"now": {"1234567": 412, "1234568": "77.5"}}`.
digits_status digits_form_read(
    digits_form form, const uint8_t *pixels, size_t width, size_t height, const char *lists, digits_sheet *sheet);

/// The same for an image file in memory: what `digits_document_page` gives, or any image file. `name` is what error messages call it.
digits_status digits_form_read_file(
    digits_form form, const uint8_t *bytes, size_t byte_count, const char *name, const char *lists, digits_sheet *sheet);

/// Gives each number of the lists to one sheet of a stack at most, so that all together are likeliest, and looks at rules between sheets. All
/// sheets must have been read with the same lists, if with any. It may be done again when there are more sheets: each time it begins with what every sheet alone says.
digits_status digits_sheets_assign(const digits_sheet *sheets, size_t count);

/// Writes what a sheet says as JSON with a final zero, as a line of `digits form read --jsonl` does:
///
///     {"sheet": "read", "form": "exam", "score": 0.98, "turn": 0, "needs_review": false, "map": […], "fields": [
///         {"name": "student", "value": "30001", "text": "30001", "confidence": 0.9997, "state": "sure", "is_missing": false,
///          "needs_review": false, "box": [24, 18, 168, 41], "alternatives": [{"text": "30007", "confidence": 0.0002}],
///          "guesses": [{"entry": "30001", "evidence": 9.1}], "entry": "30001", "failed_rule": "sum 1"}]}
///
/// `entry` and `failed_rule` are there where they have a value. Sets `length` to the bytes without the zero; `capacity` must be greater.
digits_status digits_sheet_describe(digits_sheet sheet, char *buffer, size_t capacity, size_t *length);

/// Frees a sheet.
digits_status digits_sheet_free(digits_sheet sheet);

/// Decodes an image file (PNG, JPEG, BMP, PNM, TIFF or WebP) to gray pixels, turned upright. `name` is for messages. Sets `width` and
/// `height`; where `capacity` is below their product, the result is `DIGITS_BUFFER_TOO_SMALL`.
digits_status digits_image_decode(
    const uint8_t *bytes, size_t byte_count, const char *name, uint8_t *pixels, size_t capacity, size_t *width, size_t *height);

#ifdef __cplusplus
}
#endif

#endif
