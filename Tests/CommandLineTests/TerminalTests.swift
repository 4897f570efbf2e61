import Foundation
import TestSupport
import Testing

@Suite struct TerminalTests {
    /// Runs a short training on a terminal of 80 columns and returns what it drew.
    private func train(environment: [String: String] = [:]) throws -> String {
        let folder = try Folder()
        try folder.addMNIST(training: 640, test: 20)
        let terminal = try #require(PseudoTerminal())
        let arguments = ["train", "--data", "mnist", "--epochs", "2"]
        let outcome = try Program([Program.digits] + arguments, in: folder, environment: environment, output: terminal.path)
            .wait()
        #expect(outcome.status == 0)
        return terminal.read()
    }

    @Test func theBarIsDrawnOver() throws {
        let text = try train()
        #expect(text.contains("Epoch 1/2\n\r\u{1B}[1m 1/10\u{1B}[0m \u{1B}[32m━━\u{1B}[90m"))
        #expect(text.contains("\u{1B}[1m10/10\u{1B}[0m \u{1B}[32m━━━━━━━━━━━━━━━━━━━━\u{1B}[90m\u{1B}[0m "))
        let visible = text.replacing(/\e\[[0-9;]*[mK]/, with: "")
        #expect(visible.split(whereSeparator: { $0 == "\n" || $0 == "\r" }).allSatisfy { $0.count < 85 })
        #expect(visible.contains(/val_loss: \d\.\d{4} - val_accuracy: \d\.\d{4}\n/))
        #expect(visible.hasSuffix("Saved runs/train/mnist_digit_recognizer.h5\nReport runs/train/report.html\n"))
    }

    @Test func colorsCanBeSwitchedOff() throws {
        let text = try train(environment: ["NO_COLOR": "1"])
        #expect(text.contains("\r 1/10 ━━──────────────────"))
        #expect(!text.contains("\u{1B}[32m"))
    }

    @Test func aTerminalThatCannotDrawOver() throws {
        #expect(!(try train(environment: ["TERM": "dumb"])).contains("\u{1B}"))
    }
}
