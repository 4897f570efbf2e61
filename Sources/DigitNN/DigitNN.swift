// DigitNN
