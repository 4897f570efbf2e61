import DigitNN

extension InputRange {
    /// The range that a model's first layer implies: nil if it implies none.
    ///
    /// A `Rescaling` layer maps pixels to one of the ranges that networks are usually trained on. So the range of its inputs is
    /// the usual range that it maps there.
    public init?(of model: Sequential) {
        var (scale, offset) = (Float(1), Float(0))
        var isRescaled = false
        for layer in model.layers {
            if let rescaling = layer as? Rescaling {
                (scale, offset) = (scale * rescaling.scale, offset * rescaling.scale + rescaling.offset)
                isRescaled = true
            } else if !(layer is InferenceIdentity || layer is Reshape || layer is Permute || layer is Flatten) {
                break
            }
        }
        guard isRescaled else { return nil }
        let found = Self.usual.first { range in
            Self.inner.contains { inner in
                isNear(range.low * scale + offset, inner.low) && isNear(range.high * scale + offset, inner.high)
            }
        }
        guard let found else { return nil }
        self = found
    }

    /// The usual ranges of pixels, those with dark ink last.
    package static let usual = [(0, 1), (0, 255), (-1, 1), (1, 0), (255, 0), (1, -1)].map {
        InputRange(uncheckedLow: $0, high: $1)
    }

    /// The ranges that networks are trained on after a rescaling.
    private static let inner: [(low: Float, high: Float)] = [(0, 1), (-1, 1), (-0.5, 0.5)]

    /// `0,255`, as `--input-range` takes it.
    package var text: String { "\(number(low)),\(number(high))" }
}

private func isNear(_ a: Float, _ b: Float) -> Bool { abs(a - b) < 0.01 }

private func number(_ value: Float) -> String { Int(exactly: value).map(String.init) ?? "\(value)" }
