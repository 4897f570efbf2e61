import DigitTensor

/// The windows of a convolution over an image, laid out as the rows of a matrix (im2col), a few output rows at a time.
struct ImagePatches {
    let geometry: WindowGeometry
    /// Values of a window: height x width x channels.
    let windowCount: Int
    /// The number of output rows whose patches are made at a time: about 128 KB of them.
    private let rowsPerChunk: Int

    init(_ geometry: WindowGeometry) {
        self.geometry = geometry
        windowCount = geometry.window.height * geometry.window.width * geometry.input[2]
        rowsPerChunk = min(geometry.output.height, max(1, 32_768 / (geometry.output.width * windowCount)))
    }

    /// A 1x1 window with stride 1 is its own patch.
    var isPointwise: Bool { geometry.window == 1 && geometry.strides == 1 }

    /// The number of floats in the patches of some rows.
    var chunkCount: Int { AlignedBuffer.aligned(rowsPerChunk * geometry.output.width * windowCount) }

    /// Calls `body` with a few output rows at a time.
    @inline(__always)
    func forEachChunk(_ body: (Range<Int>) -> Void) {
        for first in stride(from: 0, to: geometry.output.height, by: rowsPerChunk) {
            body(first..<min(first + rowsPerChunk, geometry.output.height))
        }
    }

    /// The windows at some output rows, one after the other; zeros outside the image.
    func patches(of image: ConstFloats, rows: Range<Int>, in scratch: Floats) -> ConstFloats {
        let rowLength = geometry.window.width * geometry.input[2]
        if isPointwise { return image + rows.lowerBound * geometry.output.width * windowCount }
        forEachWindowRow(rows) { patch, source, clipped in
            let target = scratch + patch
            guard let source else { return target.update(repeating: 0, count: rowLength) }
            if clipped.count < rowLength { target.update(repeating: 0, count: rowLength) }
            (target + clipped.lowerBound).update(from: image + source, count: clipped.count)
        }
        return ConstFloats(scratch)
    }

    /// Adds the windows' values to the pixels that they cover.
    func add(_ patches: ConstFloats, rows: Range<Int>, to image: Floats) {
        forEachWindowRow(rows) { patch, source, clipped in
            guard let source else { return }
            Kernels.current.table.pointee.add_rows(1, clipped.count, patches + patch + clipped.lowerBound, image + source)
        }
    }

    /// kernelGradient (window, filters) += patchesᵀ (window, positions) · gradient (positions, filters), for some output rows.
    func addKernelGradient(
        patches: ConstFloats, gradient: ConstFloats, rows: Range<Int>, filters: Int, to kernelGradient: Floats
    ) {
        Kernels.current.multiply(
            m: windowCount, n: filters, k: rows.count * geometry.output.width, a: patches, aRow: 1, aColumn: windowCount,
            b: gradient, bRow: filters, c: kernelGradient, cRow: filters, accumulating: true)
    }

    /// For each row of each window: where it starts among the patches, where its first pixel inside the image lies (nil if none),
    /// and which of its values are inside.
    @inline(__always)
    private func forEachWindowRow(_ rows: Range<Int>, _ body: (_ patch: Int, _ source: Int?, _ clipped: Range<Int>) -> Void) {
        let (height, width, channels) = (geometry.input[0], geometry.input[1], geometry.input[2])
        let rowLength = geometry.window.width * channels
        var patch = 0
        for row in rows {
            for column in 0..<geometry.output.width {
                let left = column * geometry.strides.width - geometry.before.width
                let inside = max(0, -left)..<max(max(0, -left), min(geometry.window.width, width - left))
                for windowRow in 0..<geometry.window.height {
                    let y = row * geometry.strides.height - geometry.before.height + windowRow
                    let source = y < 0 || y >= height || inside.isEmpty ? nil : (y * width + left + inside.lowerBound) * channels
                    body(patch, source, inside.lowerBound * channels..<inside.upperBound * channels)
                    patch += rowLength
                }
            }
        }
    }
}
