// Replaces ICU's data, none of which is used: ICU finds no header in it, and reports that a locale's data are missing.
__attribute__((aligned(16), visibility("hidden"))) const char ICU_DATA[64] = {0};
