// Takes the place of ICU's data, of which nothing is used: ICU finds no header in it, and says that a locale's data are missing.
__attribute__((aligned(16), visibility("hidden"))) const char ICU_DATA[64] = {0};
