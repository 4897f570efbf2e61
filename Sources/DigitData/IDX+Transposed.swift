extension IDX.Images {
    /// The same images with rows and columns exchanged.
    public var transposed: IDX.Images {
        IDX.Images(count: count, rows: columns, columns: rows, pixels: transposedImages(pixels, rows: rows, columns: columns))
    }
}

/// Images with rows and columns exchanged.
/// - Parameters:
///   - pixels: image after image, each row by row.
///   - rows: the height of each image.
///   - columns: the width of each image.
package func transposedImages(_ pixels: [UInt8], rows: Int, columns: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: pixels.count) { result, count in
        var target = 0
        // No size is 0 if there are pixels, and no image is cut short: readers have checked both.
        for start in stride(from: 0, to: pixels.count, by: max(rows * columns, 1)) {
            for column in 0..<columns {
                for row in 0..<rows {
                    result[target] = pixels[start + row * columns + column]
                    target += 1
                }
            }
        }
        count = target
    }
}

extension Dataset {
    /// Gray images of shape (height, width, 1) with rows and columns exchanged; nil for samples of another kind.
    package var transposed: Dataset? {
        guard case .bytes(let bytes, let scale, let offset) = values, shape.rank == 3, shape[2] == 1 else { return nil }
        let pixels = transposedImages(bytes, rows: shape[0], columns: shape[1])
        return Dataset(
            shape: [shape[1], shape[0], 1], values: .bytes(pixels, scale: scale, offset: offset), labels: labels,
            classCount: classCount)
    }
}
