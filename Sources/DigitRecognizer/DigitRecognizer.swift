// DigitRecognizer
