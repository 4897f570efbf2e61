import ArgumentParser
import DigitDecoding
import DigitFiles
import DigitForms
import DigitJobs
import DigitPhoto
import DigitReader
import Synchronization

struct FormReadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "read",
        abstract: "Read a stack of sheets into a job, which can be stopped at any time and continued.",
        usage: "digits form read <form> <pictures> ... --job <file> [<options>]",
        discussion: """
            A job is one file with all that was read, and later with what people answer. Sheets are known by their contents: a second run reads \
            only what is new, and a page that is found twice is one sheet.

            Examples:
              digits form read exam.form scans/ --job exam.job
              digits form read exam.form more.pdf --job exam.job --csv exam.csv
              digits form review exam.job
            """)

    @Argument(help: "The form, then pictures, documents, folders of them, or - for standard input.", completion: .file())
    var files: [String]

    @Option(
        help: ArgumentHelp("Another form that sheets may belong to. May be given several times.", valueName: "file"),
        completion: .file())
    var form: [String] = []

    @Option(help: ArgumentHelp("The job; created if there is none.", valueName: "file"), completion: .file())
    var job: String

    @Option(
        help: ArgumentHelp("A field's valid numbers: a file with one per line, or a CSV or TSV file.", valueName: "field=file"),
        completion: .file())
    var among: [String] = []

    @Option(
        help: ArgumentHelp(
            "The earlier readings that a rule 'previous' about a field needs: a file with a key and a number on each line.",
            valueName: "field=file"),
        completion: .file())
    var previous: [String] = []

    @OptionGroup var tables: JobTables

    @Option(help: ArgumentHelp("Number of sheets read at once. (default: one for each processor)", valueName: "n"))
    var threads: Int?

    @Option(help: ArgumentHelp("The largest picture that is read, in megapixels.", valueName: "n"))
    var maxMegapixels = 100

    func validate() throws {
        if files.isEmpty { throw ValidationError("a form expected, got none") }
        if let threads, !(1...1024).contains(threads) {
            throw ValidationError("--threads: a number from 1 to 1024 expected, got \(threads)")
        }
        guard (1...1000).contains(maxMegapixels) else {
            throw ValidationError("--max-megapixels: a number from 1 to 1000 expected, got \(maxMegapixels)")
        }
    }

    func run() throws {
        let forms = try ([files[0]] + form).map { try Form(contentsOf: $0) }
        try tables.check(forms)
        let (given, givenEarlier) = (try lists(), try earlierReadings())
        var reader = try FormReader(forms: forms, model: try NumbersModel(), lists: given, previous: givenEarlier)
        let job = try Job(self.job, mayBeNew: true)
        try job.setForms(forms)
        let lists = try job.setLists(given)
        let earlier = try job.setPrevious(givenEarlier)
        if lists.count > given.count || earlier.count > givenEarlier.count {
            reader = try reader.among(lists, previous: earlier)
        }
        let inputs = PictureInputs(Array(files.dropFirst()))
        for error in inputs.errors { tell("Error: \(error)") }
        let pixelLimit = maxMegapixels * 1_000_000
        let run = JobRun(job: job, threads: threads, pixelLimit: pixelLimit) { [reader] page, name in
            do throws(FormError) { return .sheet(try reader.read(encoded: page, name: name, pixelLimit: pixelLimit)) } catch {
                return .failed("\(error)")
            }
        }
        let display = JobDisplay(inputs: inputs)
        let progress = try run.run(inputs) { progress, problem in display.show(progress, problem) }
        try job.settle(reader)
        display.end(progress, try job.reviewCounts(), job: self.job)
        // A table without a sheet would replace that of an earlier run.
        if progress.failed + inputs.errors.count > 0, try job.reviewCounts().sheets == 0 { throw ExitCode.failure }
        try tables.write(job)
        if progress.failed > 0 || !inputs.errors.isEmpty { throw ExitCode.failure }
    }

    /// The lists of valid numbers by field.
    private func lists() throws -> [String: NumberList] {
        var lists: [String: NumberList] = [:]
        for (field, path) in try fieldFiles(among, of: "--among") {
            let file = try NumberListFile(try readFile(path, limit: defaultFileLimit), name: path)
            for note in file.notes { tell("Note: \(path): \(note)") }
            lists[field] = file.list
        }
        return lists
    }

    /// The earlier readings by field.
    private func earlierReadings() throws -> [String: PreviousReadings] {
        var result: [String: PreviousReadings] = [:]
        for (field, path) in try fieldFiles(previous, of: "--previous") {
            let readings = try PreviousReadings(contentsOf: path)
            for note in readings.notes { tell("Note: \(path): \(note)") }
            result[field] = readings
        }
        return result
    }

    private func fieldFiles(_ texts: [String], of option: String) throws -> [(field: String, path: String)] {
        try texts.map { text in
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                throw ValidationError("\(option): a field and a file, such as student=list.csv, expected, got \(text)")
            }
            return (parts[0], parts[1])
        }
    }
}
