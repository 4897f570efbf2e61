// DigitPhoto
