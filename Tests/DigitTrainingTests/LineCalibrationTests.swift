import DigitDecoding
import DigitImage
import DigitNN
import DigitTensor
import DigitTraining
import TestSupport
import Testing

@Suite struct LineCalibrationTests {
    private let folder: Folder

    init() throws {
        folder = try Folder()
        try folder.addMNIST(training: 1000, test: 200)
    }

    private func lines(count: Int) throws -> LineData.Part {
        var part = try LineData(TrainingSettings(["recipe": "numbers", "data": folder.file("mnist")])).calibration
        part.count = count
        return part
    }

    /// A random network that is so confident that it reads digits everywhere.
    private func model() throws -> Sequential {
        var model = try Sequential.numbersNetwork(seed: 3)
        var weights = model.weights
        let last = try #require(weights.lastIndex { !$0.isEmpty })
        weights[last] = weights[last].map { tensor in
            Tensor(shape: tensor.shape, scalars: tensor.scalars.map { 400 * $0 })
        }
        try model.setWeights(weights)
        return model
    }

    /// The same, line by line, with the network made for the line's own width and probabilities in place of their logarithms.
    private func slowly(_ model: Sequential, _ lines: LineData.Part) throws -> [CalibrationReading] {
        let widths = [64, 128, 128, 192, 192, 256, 256, 384, 512]
        var readings: [CalibrationReading] = []
        for number in 0..<lines.count {
            let width = widths[number % widths.count]
            var pixels = [Float](repeating: 0, count: 32 * width)
            let label = lines.samples.makeSample(
                number: UInt64(number), seed: lines.seed, maximumWidth: width, progress: 1, into: &pixels)
            let line = LineStrip(
                width: label.width, values: (0..<32).flatMap { pixels[$0 * width..<$0 * width + label.width] })
            let frames = try self.frames(model, line)
            let others = try frames.hasDigit ? LineView.usual.map { try self.frames(model, $0(line)) } : []
            if let reading = CalibrationReading(LineFrames(frames, others: others), written: label.symbols) {
                readings.append(reading)
            }
        }
        return readings
    }

    private func frames(_ model: Sequential, _ line: LineStrip) throws -> SymbolFrames {
        let width = max(64, (line.width + 31) / 32 * 32)
        var pixels = [Float](repeating: 0, count: 32 * width)
        for row in 0..<32 {
            for column in 0..<line.width { pixels[row * width + column] = line.values[row * line.width + column] }
        }
        let outputs = try Predictor(model.withInput(width: width), threads: 1).predict(pixels)
        return try SymbolFrames(probabilities: outputs, steps: (line.width + 3) / 4)
    }

    @Test("The calibration equals that of the lines read one by one, for any number of threads")
    func sameAsOneByOne() throws {
        let (model, lines) = (try model(), try lines(count: 30))
        let found = try NumberCalibration(of: model, on: lines, threads: 1)
        #expect(try NumberCalibration(of: model, on: lines, threads: 3) == found)
        let readings = try slowly(model, lines)
        let sure = readings.filter { !$0.hasDoubt }
        #expect(!sure.isEmpty && found.risk.count == sure.count && found.digitsRisk.count == sure.count)
        #expect(found.risk.levels.last?.errors == sure.count { !$0.text.isRight })
        #expect(found.digitsRisk.levels.last?.errors == sure.count { !$0.digits.isRight })
        let expected = NumberCalibration(fittedTo: readings)
        #expect(abs(found.confidence.temperature / expected.confidence.temperature - 1) < 1e-3)
        for (mine, theirs) in zip(found.risk.levels, expected.risk.levels) {
            #expect(abs(mine.confidence - theirs.confidence) < 1e-3)
        }
    }

    @Test func otherNetworks() throws {
        let other = try Sequential(inputShape: [28, 28, 1], seed: 1) {
            Flatten()
            Dense(units: 10, activation: .softmax)
        }
        #expect(throws: NetworkError.self) { try NumberCalibration(of: other, on: lines(count: 1)) }
    }

    @Test func report() throws {
        let levels = [
            RiskTable.Level(confidence: 0.99, answers: 10_000, errors: 0), .init(confidence: 0.5, answers: 20_000, errors: 1000),
        ]
        let calibration = NumberCalibration(
            confidence: try ConfidenceCalibration(temperature: 1.25), risk: try RiskTable(levels: levels),
            digitsRisk: try RiskTable(levels: [levels[1]]))
        let report = CalibrationReport(calibration)
        #expect(report.summary == "20,000 answers: 95.00 % right, 95.00 % with right digits; temperature 1.250")
        #expect(report.table[1] == ["0.10 %", "0.9900", "50.00 %", "-", "-"])
        #expect(report.rows.last?.text?.accepted == 0.5 && report.rows.count == 6)
        // Of 20,000 answers, 1,000 wrong ones are no proof of at most 5 %.
        #expect(report.rows.last?.risk == 0.05 && report.rows.last?.digits == nil)
        #expect(report.text.hasPrefix(report.summary + "\nWrong at most"))
    }
}
