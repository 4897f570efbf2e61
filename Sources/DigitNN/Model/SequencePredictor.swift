import DigitTensor

/// A network that reads sequences, prepared for strips of any width.
///
/// Strips are padded to the next of a few widths with columns of zeros, and those of a width run together. Wider ones than all of
/// these are cut into pieces that overlap by more than the network's receptive field, so that memory does not grow with the
/// strip.
///
/// Must not be used from two threads at once; each thread makes its own.
public final class SequencePredictor {
    /// The number of classes, the blank included.
    public let classCount: Int
    /// The rows of a strip.
    public let height: Int
    /// The number of columns for each time step.
    public let columnsPerStep: Int
    private let model: Sequential
    private let pool: ThreadPool
    /// The number of columns beside a time step's own that its output may depend on, a multiple of them.
    private let context: Int
    /// The engines for strips of a width, the most recently used last.
    private var engines: [(width: Int, engine: InferenceEngine)] = []
    /// For each thread.
    private let arenas: [Arena]

    /// The widths that strips are padded to.
    private static let widths = [64, 128, 192, 256, 384, 512, 768, 1024]
    /// The number of engines that are kept: each has copies of the weights. Lines of one page and their views mostly have no more
    /// widths.
    private static let engineCount = 6

    /// - Parameters:
    ///   - model: the network: input (height, width, 1), output (time steps, classes) by a softmax.
    ///   - threads: the number of threads; nil for all processors that the process may use.
    /// - Throws: `NetworkError` for another network, or one that does not take these widths.
    public init(_ model: Sequential, threads: Int? = nil) throws(NetworkError) {
        for width in Self.widths { try model.withInput(width: width).checkSequences() }
        self.model = model
        (height, classCount) = (model.inputShape[0], model.outputShape[1])
        columnsPerStep = model.inputShape[1] / model.outputShape[0]
        context = (model.columnsSeen + columnsPerStep - 1) / columnsPerStep * columnsPerStep
        guard 2 * context < Self.widths.last! else {
            throw NetworkError(
                "network \(model.name): outputs that depend on at most \(Self.widths.last! / 2) columns expected, got \(context)")
        }
        pool = ThreadPool(threads: threads)
        arenas = (0..<pool.threadCount).map { _ in Arena() }
    }

    /// Returns the natural logarithms of the probabilities of each class at each time step of each strip: ceil(width /
    /// columnsPerStep) x classCount values.
    ///
    /// - Parameter strips: for each strip, its pixels row by row, `height` x width values; 0 is paper, 1 ink.
    /// - Throws: `NetworkError` for a strip without pixels, or with a number of pixels that is not a multiple of `height`.
    public func logProbabilities(of strips: [[Float]]) throws(NetworkError) -> [[Float]] {
        for strip in strips where strip.isEmpty || strip.count % height != 0 {
            throw NetworkError("a strip of \(height) rows and at least 1 column expected, got \(strip.count) pixels")
        }
        var results = strips.map { [Float](repeating: 0, count: steps(width(of: $0)) * classCount) }
        let pieces = strips.indices.flatMap { self.pieces(of: strips[$0], number: $0) }
        for (width, pieces) in Dictionary(grouping: pieces, by: \.inputWidth).sorted(by: { $0.key < $1.key }) {
            run(pieces, of: strips, width: width) { piece, rows in
                let first = (piece.kept.lowerBound) * classCount
                results[piece.strip].replaceSubrange(first..<first + rows.count, with: rows)
            }
        }
        return results
    }

    private func width(of strip: [Float]) -> Int { strip.count / height }

    private func steps(_ width: Int) -> Int { (width + columnsPerStep - 1) / columnsPerStep }

    // MARK: Pieces

    /// The columns of a strip that run as one input.
    private struct Piece {
        let strip: Int
        let columns: Range<Int>
        /// The strip's time steps that are taken from it.
        let kept: Range<Int>
        let inputWidth: Int
    }

    private func pieces(of strip: [Float], number: Int) -> [Piece] {
        let (width, largest) = (width(of: strip), Self.widths.last!)
        guard width > largest else {
            let inputWidth = Self.widths.first { $0 >= width }!
            return [Piece(strip: number, columns: 0..<width, kept: 0..<steps(width), inputWidth: inputWidth)]
        }
        let inner = largest - 2 * context
        return stride(from: 0, to: width, by: inner).map { first in
            let kept = first..<min(first + inner, width)
            let columns = max(0, first - context)..<min(kept.upperBound + context, width)
            return Piece(
                strip: number, columns: columns, kept: first / columnsPerStep..<steps(kept.upperBound),
                inputWidth: Self.widths.first { $0 >= columns.count }!)
        }
    }

    private func run(_ pieces: [Piece], of strips: [[Float]], width: Int, use: (Piece, ArraySlice<Float>) -> Void) {
        let size = width / columnsPerStep * classCount
        var outputs = [Float](repeating: 0, count: pieces.count * size)
        outputs.withUnsafeMutableBufferPointer { outputs in
            let base = outputs.baseAddress
            engine(width: width).run(count: pieces.count) { index, memory, place in
                let piece = pieces[index]
                load(piece, of: strips[piece.strip], into: memory.input(ofStep: 0, place))
            } use: { index, _, output in
                let logits = output.lastInput
                logarithms(of: logits, to: base! + index * size, steps: size / classCount)
            }
        }
        for (index, piece) in pieces.enumerated() {
            let first = index * size + (piece.kept.lowerBound - piece.columns.lowerBound / columnsPerStep) * classCount
            use(piece, outputs[first..<first + piece.kept.count * classCount])
        }
    }

    private func load(_ piece: Piece, of strip: [Float], into input: Floats) {
        let width = width(of: strip)
        input.update(repeating: 0, count: height * piece.inputWidth)
        strip.withUnsafeBufferPointer { pixels in
            for row in 0..<height {
                (input + row * piece.inputWidth).update(
                    from: pixels.baseAddress! + row * width + piece.columns.lowerBound, count: piece.columns.count)
            }
        }
    }

    /// log(softmax(x)) for each time step.
    private func logarithms(of logits: ConstFloats, to target: Floats, steps: Int) {
        for first in stride(from: 0, to: steps * classCount, by: classCount) {
            var largest = logits[first]
            for i in first..<first + classCount { largest = max(largest, logits[i]) }
            var sum: Float = 0
            for i in first..<first + classCount { sum += naturalExponential(logits[i] - largest) }
            let offset = largest + naturalLogarithm(sum)
            for i in first..<first + classCount { target[i] = logits[i] - offset }
        }
    }

    private func engine(width: Int) -> InferenceEngine {
        let index = engines.firstIndex { $0.width == width }
        let found = index.map { engines.remove(at: $0) }
        if engines.count >= Self.engineCount { engines.removeFirst() }
        let entry = found ?? (width, newEngine(width: width))
        engines.append(entry)
        return entry.engine
    }

    private func newEngine(width: Int) -> InferenceEngine {
        let model = try! model.withInput(width: width)  // As in `init`.
        return InferenceEngine(Plan(model, training: false), pool: pool, arenas: arenas)
    }
}
