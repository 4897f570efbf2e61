import DigitKeras
import DigitNN
import TestSupport
import Testing

@Suite struct CalibrateTests {
    private let folder: Folder

    init() throws {
        folder = try Folder()
        try folder.addMNIST(training: 1000, test: 200)
        try Sequential.numbersNetwork(seed: 1).save(to: folder.file("numbers.h5"))
    }

    private func calibrate(_ arguments: String...) throws -> Outcome {
        try digits(["calibrate"] + arguments + ["--data", "mnist", "--lines", "12", "--threads", "2"], in: folder)
    }

    @Test func addsTheCalibration() throws {
        let before = try contents(folder.file("numbers.h5"))
        let outcome = try calibrate("numbers.h5", "--output", "calibrated.h5")
        #expect(outcome.status == 0 && outcome.errors == "")
        #expect(outcome.output.contains("; temperature ") && outcome.output.hasSuffix("Saved calibrated.h5\n"))
        #expect(try contents(folder.file("numbers.h5")) == before)
        let model = try KerasModel.load(folder.file("calibrated.h5"))
        #expect(try model.model.weights == KerasModel.load(folder.file("numbers.h5")).model.weights)
        #expect(model.annotation?.hasPrefix(#"{"calibration": {"temperature": "#) == true)
        // In place, and again: the same file.
        #expect(try calibrate("numbers.h5").status == 0 && calibrate("calibrated.h5").status == 0)
        #expect(try contents(folder.file("numbers.h5")) == contents(folder.file("calibrated.h5")))
    }

    @Test func json() throws {
        let object = try calibrate("numbers.h5", "--json").jsonObject
        #expect(object["temperature"] is Double && (object["rows"] as? [Any])?.count == 6)
    }

    @Test func whatCannotBe() throws {
        try folder.addModel("digits.h5", input: [28, 28, 1])
        let before = try contents(folder.file("digits.h5"))
        let other = try calibrate("digits.h5")
        #expect(other.status == 1 && other.errors.contains("digits.h5: a network with an input of (32, width, 1)"))
        #expect(try contents(folder.file("digits.h5")) == before)
        #expect(try calibrate("missing.h5").status == 1)
        #expect(try digits(["calibrate", "numbers.h5", "--lines", "0"], in: folder).status == 2)
        #expect(try digits(["calibrate"], in: folder).status == 2)
    }
}
