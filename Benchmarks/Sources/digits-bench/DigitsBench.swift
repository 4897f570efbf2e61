import DigitFiles
import DigitNN

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Measures the library from inside a process, for `Benchmarks/compare`. Prints one line of JSON, or for `growth` a table.
@main
struct DigitsBench {
    static let usage = """
        usage: digits-bench inference|latency --data DIR --weights FILE [--threads N]
               digits-bench growth --data DIR
               digits-bench kernels
        """

    static func main() {
        do {
            print(try run(Array(CommandLine.arguments.dropFirst())))
        } catch {
            let message = Array("digits-bench: \(error)\n".utf8)
            _ = write(STDERR_FILENO, message, message.count)
            exit(1)
        }
    }

    static func run(_ words: [String]) throws -> String {
        let options = try Options(words)
        switch options.measure {
        case "inference": return try inferenceReport(Subject(options))
        case "latency": return try latencyReport(Subject(options))
        case "growth": return try growthReport(options)
        case "kernels": return kernelsReport()
        default: throw UsageError(description: usage)
        }
    }
}

struct UsageError: Error, CustomStringConvertible { let description: String }

/// The arguments of the command line. Options are written `--name=value` or `--name value`.
struct Options {
    let measure: String
    private var values: [String: String] = [:]

    init(_ words: [String]) throws {
        guard let first = words.first else { throw UsageError(description: DigitsBench.usage) }
        measure = first
        let parts = words.dropFirst().flatMap { $0.split(separator: "=", maxSplits: 1).map(String.init) }
        guard parts.count % 2 == 0 else { throw UsageError(description: DigitsBench.usage) }
        for index in stride(from: 0, to: parts.count, by: 2) { values[parts[index]] = parts[index + 1] }
    }

    func required(_ name: String) throws -> String {
        guard let value = values[name] else { throw UsageError(description: "\(name) expected\n\(DigitsBench.usage)") }
        return value
    }

    func threads() throws -> Int? {
        guard let word = values["--threads"] else { return nil }
        guard let count = Int(word), count > 0 else {
            throw UsageError(description: "--threads: a number above 0 expected, found \(word)")
        }
        return count
    }
}

/// The trained network and the 10,000 test images that all programs are measured with.
struct Subject {
    let predictor: Predictor
    /// Pixels / 255, image after image.
    let images: [Float]
    let labels: [UInt8]

    init(_ options: Options) throws {
        var model = Sequential.seedNetwork(seed: 0)
        try model.setWeights(Self.weights(options.required("--weights"), like: model))
        predictor = Predictor(model, threads: try options.threads())
        let test = try IDXFolder(options.required("--data")).test()
        guard case .bytes(let pixels, _, _) = test.values else {
            throw UsageError(description: "--data: images of bytes expected")
        }
        images = pixels.map { Float($0) / 255 }
        labels = test.labels
    }

    /// The values of one image or of several consecutive ones.
    func batch(_ range: Range<Int>) -> [Float] {
        let size = predictor.inputShape.count
        return Array(images[range.lowerBound * size..<range.upperBound * size])
    }
}
