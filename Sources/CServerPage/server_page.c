#include "server_page.h"

// The page is part of the program, so that nothing has to be found when it runs.
// #embed is C23; clang accepts it in every mode, but warns.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char index_html[] = {
#embed "Page/index.html"
};
static const unsigned char style_css[] = {
#embed "Page/style.css"
};
static const unsigned char app_js[] = {
#embed "Page/app.js"
};
static const unsigned char server_js[] = {
#embed "Page/server.js"
};
static const unsigned char pad_js[] = {
#embed "Page/pad.js"
};
static const unsigned char pictures_js[] = {
#embed "Page/pictures.js"
};
static const unsigned char drawing_js[] = {
#embed "Page/drawing.js"
};
static const unsigned char inside_js[] = {
#embed "Page/inside.js"
};
static const unsigned char photo_js[] = {
#embed "Page/photo.js"
};
static const unsigned char camera_js[] = {
#embed "Page/camera.js"
};
static const unsigned char corrections_js[] = {
#embed "Page/corrections.js"
};
static const unsigned char readings_js[] = {
#embed "Page/readings.js"
};
static const unsigned char samples_js[] = {
#embed "Page/samples.js"
};
static const unsigned char ink_js[] = {
#embed "Page/ink.js"
};
static const unsigned char review_js[] = {
#embed "Page/review.js"
};
static const unsigned char labels_js[] = {
#embed "Page/labels.js"
};
static const unsigned char stages_js[] = {
#embed "Page/stages.js"
};
static const unsigned char sample_digits_png[] = {
#embed "Page/sample-digits.png"
};
static const unsigned char sample_page_jpg[] = {
#embed "Page/sample-page.jpg"
};
static const unsigned char icon_svg[] = {
#embed "Page/icon.svg"
};
static const unsigned char openapi_json[] = {
#embed "Page/openapi.json"
};

#define HTML "text/html; charset=utf-8"
#define SCRIPT "text/javascript; charset=utf-8"

static const unsigned char forms_html[] = {
#embed "Page/forms.html"
};
static const unsigned char forms_css[] = {
#embed "Page/forms.css"
};
static const unsigned char forms_js[] = {
#embed "Page/forms.js"
};
static const unsigned char forms_stack_js[] = {
#embed "Page/forms-stack.js"
};
static const unsigned char forms_words_js[] = {
#embed "Page/forms-words.js"
};
static const unsigned char forms_server_js[] = {
#embed "Page/forms-server.js"
};
static const unsigned char forms_tab_js[] = {
#embed "Page/forms-tab.js"
};
static const unsigned char form_editor_js[] = {
#embed "Page/form-editor.js"
};
static const unsigned char form_fields_js[] = {
#embed "Page/form-fields.js"
};
static const unsigned char number_lists_js[] = {
#embed "Page/number-lists.js"
};
static const unsigned char sheet_table_js[] = {
#embed "Page/sheet-table.js"
};
static const unsigned char form_editor_css[] = {
#embed "Page/form-editor.css"
};
static const struct server_page_file files[] = {
    {"/", HTML, index_html, sizeof index_html},
    {"/style.css", "text/css; charset=utf-8", style_css, sizeof style_css},
    {"/app.js", SCRIPT, app_js, sizeof app_js},
    {"/server.js", SCRIPT, server_js, sizeof server_js},
    {"/pad.js", SCRIPT, pad_js, sizeof pad_js},
    {"/pictures.js", SCRIPT, pictures_js, sizeof pictures_js},
    {"/drawing.js", SCRIPT, drawing_js, sizeof drawing_js},
    {"/inside.js", SCRIPT, inside_js, sizeof inside_js},
    {"/photo.js", SCRIPT, photo_js, sizeof photo_js},
    {"/camera.js", SCRIPT, camera_js, sizeof camera_js},
    {"/corrections.js", SCRIPT, corrections_js, sizeof corrections_js},
    {"/readings.js", SCRIPT, readings_js, sizeof readings_js},
    {"/samples.js", SCRIPT, samples_js, sizeof samples_js},
    {"/ink.js", SCRIPT, ink_js, sizeof ink_js},
    {"/review.js", SCRIPT, review_js, sizeof review_js},
    {"/labels.js", SCRIPT, labels_js, sizeof labels_js},
    {"/stages.js", SCRIPT, stages_js, sizeof stages_js},
    {"/review", HTML, forms_html, sizeof forms_html},
    {"/forms.css", "text/css; charset=utf-8", forms_css, sizeof forms_css},
    {"/forms.js", SCRIPT, forms_js, sizeof forms_js},
    {"/forms-stack.js", SCRIPT, forms_stack_js, sizeof forms_stack_js},
    {"/forms-words.js", SCRIPT, forms_words_js, sizeof forms_words_js},
    {"/forms-server.js", SCRIPT, forms_server_js, sizeof forms_server_js},
    {"/forms-tab.js", SCRIPT, forms_tab_js, sizeof forms_tab_js},
    {"/form-editor.js", SCRIPT, form_editor_js, sizeof form_editor_js},
    {"/form-fields.js", SCRIPT, form_fields_js, sizeof form_fields_js},
    {"/number-lists.js", SCRIPT, number_lists_js, sizeof number_lists_js},
    {"/sheet-table.js", SCRIPT, sheet_table_js, sizeof sheet_table_js},
    {"/form-editor.css", "text/css; charset=utf-8", form_editor_css, sizeof form_editor_css},
    {"/sample-digits.png", "image/png", sample_digits_png, sizeof sample_digits_png},
    {"/sample-page.jpg", "image/jpeg", sample_page_jpg, sizeof sample_page_jpg},
    {"/icon.svg", "image/svg+xml", icon_svg, sizeof icon_svg},
    {"/openapi.json", "application/json", openapi_json, sizeof openapi_json},
};

size_t server_page_count(void) { return sizeof files / sizeof files[0]; }

struct server_page_file server_page(size_t index) { return files[index]; }
