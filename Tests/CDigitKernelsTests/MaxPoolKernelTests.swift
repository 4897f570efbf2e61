import CDigitKernels
import TestSupport
import Testing

@Test("Max pools of adjacent windows, and the gradient of the first largest value", arguments: isas)
func maxPool(_ isa: UInt32) {
    var random = SplitMix(state: 1)
    for (rows, columns, height, width, channels) in [(1, 1, 1, 1, 1), (2, 3, 2, 1, 19), (3, 2, 2, 2, 16), (1, 4, 3, 2, 37)] {
        // A row and a column more than the windows cover.
        let (imageHeight, imageWidth) = (rows * height + 1, columns * width + 1)
        // Few different values, so that some are equal.
        let image = random.floats(imageHeight * imageWidth * channels).map { ($0 * 3).rounded() }
        let gradient = random.floats(rows * columns * channels)
        var output = random.floats(rows * columns * channels)
        var found = [Float](repeating: 7, count: image.count)
        kernels(isa).max_pool(rows, columns, channels, height, width, imageWidth * channels, image, &output)
        kernels(isa).max_pool_backward(
            rows, columns, channels, height, width, imageWidth * channels, image, output, gradient, &found)
        var expected = [Float](repeating: 7, count: image.count)
        for (i, value) in output.enumerated() {
            let (window, channel) = (i / channels, i % channels)
            let places = (0..<height * width).map { position in
                let y = window / columns * height + position / width
                let x = window % columns * width + position % width
                return (y * imageWidth + x) * channels + channel
            }
            let largest = places.map { image[$0] }.max()!
            #expect(value == largest)
            for place in places { expected[place] = 0 }
            expected[places.first { image[$0] == largest }!] = gradient[i]
        }
        #expect(found == expected, "\(rows)x\(columns) windows of \(height)x\(width), \(channels) channels")
    }
}

@Test("NaN passes through a max pool", arguments: isas)
func maxPoolOfNaN(_ isa: UInt32) {
    var output = [Float](repeating: 0, count: 17)
    let image = (0..<34).map { $0 < 17 ? Float(1) : .nan }
    kernels(isa).max_pool(1, 1, 17, 2, 1, 17, image, &output)
    #expect(output.allSatisfy { $0.isNaN })
}
