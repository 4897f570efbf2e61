// The digit network of Keras's well-known example, from scratch. Read it from top to bottom:
//
//   1. Data        images and labels from MNIST's files
//   2. Layers      convolution, pooling, dense, ReLU, dropout: each forward, then backward
//   3. Network     the layers in a row, the loss, and the gradients of all parameters
//   4. Update      Adam
//   5. Training    batches, epochs, accuracy
//
// An array holds a tensor row by row, the last axis fastest. Shapes are written as (height, width, channels).
// A gradient dx has the shape of x, and means: how much the loss changes with each element of x.

import Foundation

// MARK: - 1. Data

/// Images: (count, 28, 28), 0 for paper to 1 for ink. Labels: (count), 0 to 9.
struct Digits {
    var images: [[Float]]
    var labels: [Int]
}

/// Reads the first `count` images and labels of an IDX pair such as "train" or "t10k".
func readDigits(_ name: String, folder: String, count: Int) throws -> Digits {
    // An IDX file is a header of big-endian 32-bit numbers, then bytes. The header is 16 bytes for images and 8 for labels.
    let images = try unpack("\(folder)/\(name)-images-idx3-ubyte.gz").dropFirst(16)
    let labels = try unpack("\(folder)/\(name)-labels-idx1-ubyte.gz").dropFirst(8)
    let found = min(count, labels.count)
    return Digits(
        images: (0..<found).map { index in images.dropFirst(784 * index).prefix(784).map { Float($0) / 255 } },
        labels: labels.prefix(found).map { Int($0) })
}

/// Returns the bytes of a gzip file, which the program gunzip unpacks.
func unpack(_ path: String) throws -> Data {
    let (process, output) = (Process(), Pipe())
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["gunzip", "-c", path]
    process.standardOutput = output
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0, bytes.count > 16 else { throw CocoaError(.fileReadCorruptFile) }
    return bytes
}

// MARK: - 2. Layers

/// The height, width and channels of a picture, and the place of each element in its array.
struct Shape {
    var height: Int
    var width: Int
    var channels: Int
    var count: Int { height * width * channels }
    func index(_ y: Int, _ x: Int) -> Int { (y * width + x) * channels }
}

/// A convolution with 3x3 kernels, without padding, and ReLU.
///
/// input (height, width, inputs), kernel (3, 3, inputs, filters), bias (filters) -> output (height - 2, width - 2, filters)
struct Convolution {
    let input: Shape
    let filters: Int
    var output: Shape { Shape(height: input.height - 2, width: input.width - 2, channels: filters) }

    /// y[i, j, f] = relu(bias[f] + sum over (a, b, c) of x[i + a, j + b, c] * kernel[a, b, c, f])
    func forward(_ x: [Float], kernel: [Float], bias: [Float]) -> [Float] {
        var y = [Float](repeating: 0, count: output.count)
        for i in 0..<output.height {
            for j in 0..<output.width {
                var sums = bias
                for (a, b) in Self.places {
                    let (from, weight) = (input.index(i + a, j + b), (a * 3 + b) * input.channels * filters)
                    for c in 0..<input.channels where x[from + c] != 0 {
                        for f in 0..<filters { sums[f] += x[from + c] * kernel[weight + c * filters + f] }
                    }
                }
                for f in 0..<filters { y[output.index(i, j) + f] = max(0, sums[f]) }
            }
        }
        return y
    }

    /// dy (output) -> dx (input); adds to dKernel (3, 3, inputs, filters) and dBias (filters).
    ///
    /// Each product x * kernel of the sum above gives its share: dKernel gets x * dy, dx gets kernel * dy.
    func backward(
        _ dy: [Float], x: [Float], y: [Float], kernel: [Float], dKernel: inout [Float], dBias: inout [Float]
    ) -> [Float] {
        var dx = [Float](repeating: 0, count: input.count)
        for i in 0..<output.height {
            for j in 0..<output.width {
                let to = output.index(i, j)
                // ReLU passes the gradient on where its output is above zero.
                for f in 0..<filters where y[to + f] > 0 && dy[to + f] != 0 {
                    let d = dy[to + f]
                    dBias[f] += d
                    for (a, b) in Self.places {
                        let (from, weight) = (input.index(i + a, j + b), (a * 3 + b) * input.channels * filters + f)
                        for c in 0..<input.channels {
                            dKernel[weight + c * filters] += x[from + c] * d
                            dx[from + c] += kernel[weight + c * filters] * d
                        }
                    }
                }
            }
        }
        return dx
    }

    /// The nine places (a, b) of a kernel.
    private static let places = (0..<9).map { ($0 / 3, $0 % 3) }
}

/// Keeps the largest of each 2x2 square.
///
/// input (height, width, channels) -> output (height / 2, width / 2, channels); an odd last row or column is left out.
struct MaxPooling {
    let input: Shape
    var output: Shape { Shape(height: input.height / 2, width: input.width / 2, channels: input.channels) }

    /// y[i, j, c] = the largest of x[2i ... 2i + 1, 2j ... 2j + 1, c]; winners (output) says where it was.
    func forward(_ x: [Float]) -> (y: [Float], winners: [Int]) {
        var (y, winners): ([Float], [Int]) = ([], [])
        for i in 0..<output.height {
            for j in 0..<output.width {
                for c in 0..<input.channels {
                    let square = [(0, 0), (0, 1), (1, 0), (1, 1)].map { input.index(2 * i + $0, 2 * j + $1) + c }
                    // The first one where several are largest.
                    let winner = square.dropFirst().reduce(square[0]) { x[$1] > x[$0] ? $1 : $0 }
                    winners.append(winner)
                    y.append(x[winner])
                }
            }
        }
        return (y, winners)
    }

    /// dy (output), winners (output) -> dx (input): only the winners had a part in the output.
    func backward(_ dy: [Float], winners: [Int]) -> [Float] {
        var dx = [Float](repeating: 0, count: input.count)
        for (winner, gradient) in zip(winners, dy) { dx[winner] += gradient }
        return dx
    }
}

/// A dense layer: every output sees every input.
///
/// x (inputs), kernel (inputs, units), bias (units) -> y (units)
struct Dense {
    let inputs: Int
    let units: Int

    /// y[u] = bias[u] + sum over i of x[i] * kernel[i, u]
    func forward(_ x: [Float], kernel: [Float], bias: [Float]) -> [Float] {
        var y = bias
        for i in 0..<inputs where x[i] != 0 {
            for u in 0..<units { y[u] += x[i] * kernel[i * units + u] }
        }
        return y
    }

    /// dy (units) -> dx (inputs); adds to dKernel (inputs, units) and dBias (units).
    func backward(_ dy: [Float], x: [Float], kernel: [Float], dKernel: inout [Float], dBias: inout [Float]) -> [Float] {
        var dx = [Float](repeating: 0, count: inputs)
        for u in 0..<units { dBias[u] += dy[u] }
        for i in 0..<inputs {
            for u in 0..<units {
                dKernel[i * units + u] += x[i] * dy[u]
                dx[i] += kernel[i * units + u] * dy[u]
            }
        }
        return dx
    }
}

/// x (n) -> y (n) that sum to 1: exp(x) over the sum of all exp(x). Less the largest, so that nothing overflows.
func softmax(_ x: [Float]) -> [Float] {
    let largest = x.max()!
    let powers = x.map { exp($0 - largest) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
}

// MARK: - 3. Network

/// (28, 28, 1) -> 3x3 convolution, 32 filters -> 2x2 pooling -> 3x3 convolution, 64 filters -> 2x2 pooling
/// -> dense, 128 units, ReLU -> dropout -> dense, 10 units, softmax: the probability of each digit.
struct Network {
    static let convolution1 = Convolution(input: Shape(height: 28, width: 28, channels: 1), filters: 32)  // -> (26, 26, 32)
    static let pooling1 = MaxPooling(input: convolution1.output)  // -> (13, 13, 32)
    static let convolution2 = Convolution(input: pooling1.output, filters: 64)  // -> (11, 11, 64)
    static let pooling2 = MaxPooling(input: convolution2.output)  // -> (5, 5, 64)
    static let dense1 = Dense(inputs: pooling2.output.count, units: 128)  // 1,600 -> 128
    static let dense2 = Dense(inputs: 128, units: 10)  // 128 -> 10

    /// The inputs and outputs that decide how far initial weights spread; each pair is a kernel's and its bias's.
    private static let fans: [(kernel: Int, bias: Int, inputs: Int, outputs: Int)] = [
        (9 * 1 * 32, 32, 9 * 1, 9 * 32), (9 * 32 * 64, 64, 9 * 32, 9 * 64), (1600 * 128, 128, 1600, 128), (128 * 10, 10, 128, 10),
    ]

    /// Kernel and bias of each layer: (3, 3, 1, 32), (32), (3, 3, 32, 64), (64), (1600, 128), (128), (128, 10), (10).
    var parameters: [[Float]]

    init(parameters: [[Float]]) { self.parameters = parameters }

    /// Biases of zero, and kernels uniform in ±sqrt(6 / (inputs + outputs)) (Glorot and Bengio 2010).
    init(using random: inout some RandomNumberGenerator) {
        parameters = []
        for fan in Self.fans {
            let limit = (6 / Float(fan.inputs + fan.outputs)).squareRoot()
            parameters.append((0..<fan.kernel).map { _ in Float.random(in: -limit...limit, using: &random) })
            parameters.append([Float](repeating: 0, count: fan.bias))
        }
    }

    /// What each layer made of one image. The backward pass needs it again.
    struct Activations {
        var c1: [Float]  // (26, 26, 32)
        var p1: (y: [Float], winners: [Int])  // (13, 13, 32)
        var c2: [Float]  // (11, 11, 64)
        var p2: (y: [Float], winners: [Int])  // (5, 5, 64), which is (1600)
        var d1: [Float]  // (128), after ReLU and dropout
        var probabilities: [Float]  // (10)
    }

    /// image (28, 28, 1), mask (128) -> activations.
    ///
    /// - Parameter mask: what dropout multiplies the 128 units by: 0 for some, more than 1 for the others; 1 for all when not training.
    func forward(_ image: [Float], mask: [Float]) -> Activations {
        let p = parameters
        let c1 = Self.convolution1.forward(image, kernel: p[0], bias: p[1])
        let p1 = Self.pooling1.forward(c1)
        let c2 = Self.convolution2.forward(p1.y, kernel: p[2], bias: p[3])
        let p2 = Self.pooling2.forward(c2)
        let d1 = zip(Self.dense1.forward(p2.y, kernel: p[4], bias: p[5]), mask).map { max(0, $0) * $1 }
        let probabilities = softmax(Self.dense2.forward(d1, kernel: p[6], bias: p[7]))
        return Activations(c1: c1, p1: p1, c2: c2, p2: p2, d1: d1, probabilities: probabilities)
    }

    /// The loss of one image: categorical crossentropy, -log of the probability that the right digit got.
    static func loss(_ probabilities: [Float], label: Int) -> Float { -log(max(probabilities[label], 1e-7)) }

    /// Adds to `gradients`, which have the shapes of the parameters, what one image contributes.
    func backward(_ a: Activations, image: [Float], label: Int, mask: [Float], gradients g: inout [[Float]]) {
        let p = parameters
        // Softmax and crossentropy together: d loss / d sums = probabilities - (1 for the right digit, 0 for the others).
        var dSums = a.probabilities
        dSums[label] -= 1
        var (dKernel, dBias) = (g[6], g[7])
        var d = Self.dense2.backward(dSums, x: a.d1, kernel: p[6], dKernel: &dKernel, dBias: &dBias)
        (g[6], g[7], dKernel, dBias) = (dKernel, dBias, g[4], g[5])
        // Through dropout and ReLU: what was zero passes nothing on.
        d = (0..<128).map { a.d1[$0] > 0 ? d[$0] * mask[$0] : 0 }
        d = Self.dense1.backward(d, x: a.p2.y, kernel: p[4], dKernel: &dKernel, dBias: &dBias)
        (g[4], g[5], dKernel, dBias) = (dKernel, dBias, g[2], g[3])
        d = Self.pooling2.backward(d, winners: a.p2.winners)
        d = Self.convolution2.backward(d, x: a.p1.y, y: a.c2, kernel: p[2], dKernel: &dKernel, dBias: &dBias)
        (g[2], g[3], dKernel, dBias) = (dKernel, dBias, g[0], g[1])
        d = Self.pooling1.backward(d, winners: a.p1.winners)
        _ = Self.convolution1.backward(d, x: image, y: a.c1, kernel: p[0], dKernel: &dKernel, dBias: &dBias)
        (g[0], g[1]) = (dKernel, dBias)
    }

    /// The mean loss of a batch and its gradients, which have the shapes of the parameters.
    /// - Parameter mask: makes a dropout mask (128) for each image.
    func gradients(
        _ digits: Digits, batch: ArraySlice<Int>, mask: () -> [Float]
    ) -> (loss: Float, gradients: [[Float]]) {
        var gradients = parameters.map { [Float](repeating: 0, count: $0.count) }
        var loss: Float = 0
        for index in batch {
            let (image, label, mask) = (digits.images[index], digits.labels[index], mask())
            let activations = forward(image, mask: mask)
            loss += Self.loss(activations.probabilities, label: label)
            backward(activations, image: image, label: label, mask: mask, gradients: &gradients)
        }
        let count = Float(batch.count)
        return (loss / count, gradients.map { $0.map { $0 / count } })
    }
}

// MARK: - 4. Update

/// Adam (Kingma and Ba 2015), with Keras's defaults.
struct Adam {
    var learningRate: Float = 0.001
    var step = 0
    /// Moving averages of the gradients and of their squares, with the shapes of the parameters.
    var means: [[Float]] = []
    var squares: [[Float]] = []

    /// Moves every parameter against its gradient, the less the larger its gradients usually are.
    mutating func update(_ parameters: inout [[Float]], gradients: [[Float]]) {
        if step == 0 { (means, squares) = (gradients.map { $0.map { _ in 0 } }, gradients.map { $0.map { _ in 0 } }) }
        step += 1
        // The averages begin at zero, so at first they are too small by these factors.
        let correction = (1 - pow(0.999, Float(step))).squareRoot() / (1 - pow(0.9, Float(step)))
        for k in parameters.indices {
            for i in parameters[k].indices {
                let gradient = gradients[k][i]
                means[k][i] += 0.1 * (gradient - means[k][i])
                squares[k][i] += 0.001 * (gradient * gradient - squares[k][i])
                parameters[k][i] -= learningRate * correction * means[k][i] / (squares[k][i].squareRoot() + 1e-7)
            }
        }
    }
}

// MARK: - 5. Training

/// Takes one step: the mean gradient over a batch, then the update.
/// - Returns: the mean loss over the batch, before the update.
func trainStep(
    _ network: inout Network, _ optimizer: inout Adam, _ digits: Digits, batch: ArraySlice<Int>, mask: () -> [Float]
) -> Float {
    let (loss, gradients) = network.gradients(digits, batch: batch, mask: mask)
    optimizer.update(&network.parameters, gradients: gradients)
    return loss
}

/// No dropout: every unit stays as it is.
func keepAll() -> [Float] { [Float](repeating: 1, count: 128) }

/// The fraction of digits that the network reads right.
func accuracy(of network: Network, on digits: Digits) -> Double {
    let right = zip(digits.images, digits.labels).count { image, label in
        let probabilities = network.forward(image, mask: keepAll()).probabilities
        return probabilities.indices.max { probabilities[$0] < probabilities[$1] } == label
    }
    return Double(right) / Double(digits.labels.count)
}

/// A small random number generator (SplitMix64, Steele, Lea and Flood 2014), so that every run gives the same result.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}

/// Trains on the first `count` training images, then reads 500 test images.
func trainFromScratch(folder: String, count: Int, epochs: Int = 3, batchSize: Int = 32) throws {
    let training = try readDigits("train", folder: folder, count: count)
    let test = try readDigits("t10k", folder: folder, count: 500)
    var random = SplitMix(state: 42)
    var (network, optimizer) = (Network(using: &random), Adam())
    for epoch in 1...epochs {
        let order = training.labels.indices.shuffled(using: &random)
        var loss: Float = 0
        for start in stride(from: 0, to: order.count, by: batchSize) {
            let batch = order[start..<min(start + batchSize, order.count)]
            // Dropout: a fifth of the units is zero, the others are larger, so that the sum stays the same on average.
            loss +=
                Float(batch.count)
                * trainStep(&network, &optimizer, training, batch: batch) {
                    (0..<128).map { _ in Float.random(in: 0..<1, using: &random) < 0.2 ? 0 : 1.25 }
                }
        }
        print("Epoch \(epoch)/\(epochs) - loss: \(loss / Float(order.count))")
    }
    print("Test accuracy: \(accuracy(of: network, on: test))")
}
