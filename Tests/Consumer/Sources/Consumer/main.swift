import DigitImage
import DigitNN
import DigitRecognizer

// A seven as somebody might draw it with a mouse: # is ink, the rest is paper.
let drawing = [
    "....................",
    "...##############...",
    "...##############...",
    "..............##....",
    ".............##.....",
    "............##......",
    "............##......",
    "...........##.......",
    "...........##.......",
    "..........##........",
    "..........##........",
    ".........##.........",
    ".........##.........",
    "........##..........",
    "........##..........",
    "....................",
]
let pixels = drawing.joined().utf8.map { $0 == UInt8(ascii: "#") ? UInt8(0) : 255 }

let recognizer = try DigitRecognizer()
let recognition = try recognizer.recognize(GrayImage(width: drawing[0].count, height: drawing.count, pixels: pixels))
precondition(recognition.digit == 7, "a seven was drawn, \(recognition) was read")
precondition(recognition.isDigit > 0.5, "a digit was drawn, \(recognition) was read")
print("read a \(recognition.digit)")
