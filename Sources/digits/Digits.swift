import ArgumentParser
import DigitFiles
import DigitTensor
import DigitText

/// The command `digits`.
@main
struct Digits: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: calledName,
        abstract: "Train networks that read handwritten digits, and read digits with them.",
        discussion: """
            Models are Keras files: .h5 or .keras.

            Examples:
              digits train                       train the seed network on MNIST
              digits evaluate runs/train/mnist_digit_recognizer.h5
              digits read page.jpg               read the numbers in a photo
              digits form read exam.form scans/  read a stack of sheets of one form
              digits predict seven.png           read one digit with the bundled model
              digits summary model.h5            show a model's layers
              digits serve                       serve a web page that reads what you draw
            """,
        version: "digits \(digitsVersion)",
        subcommands: [
            TrainCommand.self, LearningRateCommand.self, CompareCommand.self, EvaluateCommand.self, PredictCommand.self,
            ReadCommand.self, CalibrateCommand.self,
            FormCommand.self, SummaryCommand.self, ServeCommand.self,
        ])

    static func main() {
        StandardStreams.open()
        if let name = CommandLine.arguments.first, !name.isEmpty { Locations.noteCommand(name) }
        Interruption.start()
        do {
            try checkCommand()
            let note = try ProcessorVariables.check()
            var command = try parseAsRoot()
            // The server prints it itself.
            if let note, !(command is ServeCommand) { try? Output.error.writeLine("Note: \(note)") }
            try command.run()
        } catch { exit(with: error) }
        end()
    }
}
