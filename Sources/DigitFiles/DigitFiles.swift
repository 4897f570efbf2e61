// DigitFiles
