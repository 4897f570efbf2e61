// DigitKeras
