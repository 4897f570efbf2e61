import DigitNN
import DigitTraining
import Testing

@Suite struct ProgressLineTests {
    private func step(_ step: Int, seconds: Double) -> StepReport {
        StepReport(
            epoch: 1, epochs: 5, step: step, steps: 938, result: .init(loss: 0.16021, accuracy: 0.95123),
            elapsed: .seconds(seconds))
    }

    private let epoch = EpochReport(
        epoch: 1, epochs: 5, training: .init(loss: 0.16021, accuracy: 0.95123),
        validation: .init(loss: 0.04972, accuracy: 0.9838),
        duration: .seconds(1.407))

    @Test func midEpochShowsTheTimeLeft() {
        let line = ProgressLine(width: 80, isColored: false)
        #expect(
            line.text(step(469, seconds: 70))
                == "469/938 ━━━━━━━━━━────────── 1:10 149ms/step - loss: 0.1602 - accuracy: 0.9512")
        #expect(
            line.text(step(1, seconds: 0.0005))
                == "  1/938 ──────────────────── 0s 500us/step - loss: 0.1602 - accuracy: 0.9512")
        #expect(line.text(step(10, seconds: 160)).contains(" 4:07:28 16s/step"), "928 steps of 16 s")
    }

    @Test(arguments: 1...130) func neverWiderThanTheTerminal(width: Int) {
        let line = ProgressLine(width: width, isColored: false)
        #expect(line.text(step(469, seconds: 1)).count < max(width, 2))
    }

    @Test func colorsAddNoWidth() {
        let plain = ProgressLine(width: 80, isColored: false).text(step(469, seconds: 1))
        let colored = ProgressLine(width: 80, isColored: true).text(step(469, seconds: 1))
        #expect(colored.contains("\u{1B}[32m━━━━━━━━━━\u{1B}[90m━━━━━━━━━━\u{1B}[0m"))
        #expect(colored.replacing(/\e\[[0-9]*m/, with: "").count == plain.count)
    }

    @Test func finishedEpoch() {
        let metrics = "1.4s 1.5ms/step - loss: 0.1602 - accuracy: 0.9512"
        let validation = "val_loss: 0.0497 - val_accuracy: 0.9838"
        let bar = String(repeating: "━", count: 20)
        #expect(ProgressLine(width: 130, isColored: false).text(epoch, steps: 938) == "938/938 \(bar) \(metrics) - \(validation)")
        #expect(
            ProgressLine(width: 80, isColored: false).text(epoch, steps: 938)
                == "938/938 \(bar) \(metrics)\n        \(validation)")
        #expect(
            ProgressLine.plainText(epoch, steps: 938)
                == "938/938 - 1.4s - 1.5ms/step - loss: 0.1602 - accuracy: 0.9512 - val_loss: 0.0497 - val_accuracy: 0.9838")
    }
}

@Suite struct TrainingDisplayTests {
    private func text(_ style: TrainingDisplay.Style, steps: [(Int, Double)]) throws -> String {
        nonisolated(unsafe) var written = ""
        var display = TrainingDisplay(style: style, terminalWidth: { 80 }, write: { written += $0 })
        for (step, seconds) in steps {
            try display.show(
                .step(
                    StepReport(
                        epoch: 2, epochs: 3, step: step, steps: 100, result: .init(loss: 1, accuracy: 0.5),
                        elapsed: .seconds(seconds)))
            )
        }
        try display.show(
            .epoch(
                EpochReport(epoch: 2, epochs: 3, training: .init(loss: 1, accuracy: 0.5), validation: nil, duration: .seconds(2)))
        )
        return written
    }

    @Test func drawsAtMostTenTimesASecond() throws {
        let steps = (1...100).map { ($0, Double($0) * 0.01) }
        let written = try text(.live(isColored: false), steps: steps)
        // The first step, one each tenth of a second, the last, and the epoch.
        #expect((10...13).contains(written.count { $0 == "\r" }), "\(written.count { $0 == "\r" }) drawings")
        #expect(written.hasPrefix("Epoch 2/3\n\r  1/100 "))
        #expect(written.hasSuffix("accuracy: 0.5000\u{1B}[K\n"))
    }

    @Test func plainTextHasALineForEachEpoch() throws {
        #expect(
            try text(.plain, steps: [(1, 0.1), (50, 1), (100, 2)])
                == "Epoch 2/3\n100/100 - 2.0s - 20ms/step - loss: 1.0000 - accuracy: 0.5000\n")
    }

    @Test func quietWritesNothing() throws { #expect(try text(.quiet, steps: [(1, 0.1), (100, 1)]) == "") }
}
