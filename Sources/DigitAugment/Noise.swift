import DigitTensor

extension Canvas {
    /// Adds noise of about the given standard deviation to every pixel.
    func addNoise(_ deviation: Float, random: inout Philox) {
        // The sum of two uniform draws, less 1, has a standard deviation of 0.408.
        applyNoise(&random) { pixels, a, b in pixels + (a + b - 1) * (deviation / 0.408) }
    }

    /// Noise that grows with the ink, as photon noise does: about `amount` times the root of each pixel.
    func addShotNoise(_ amount: Float, random: inout Philox) {
        applyNoise(&random) { pixels, a, b in
            pixels + (a + b - 1) * (amount / 0.408)
                * pixels.clamped(lowerBound: .zero, upperBound: SIMD8(repeating: 1)).squareRoot()
        }
    }

    /// Sets a fraction of the pixels to full or to no ink.
    func addImpulses(_ part: Float, full: Float = 0.5, random: inout Philox) {
        applyNoise(&random) { pixels, a, b in
            let value = SIMD8<Float>(repeating: 0).replacing(with: 1, where: b .< full)
            return pixels.replacing(with: value, where: a .< part)
        }
    }

    /// Removes ink, or paper, at single pixels: each keeps its value with the probability `kept`.
    func dropPixels(kept: Float, random: inout Philox) {
        applyNoise(&random) { pixels, a, _ in pixels.replacing(with: 0, where: a .> kept) }
    }

    /// Swaps pixels with others up to `reach` pixels away, as wavy glass does.
    func scatter(reach: Int, random: inout Philox) {
        let rangeX = UInt32(2 * reach + 1)
        for y in 0..<height {
            for x in 0..<width {
                let bits = random.next()
                let dx = Int((bits & 0xFFFF) * rangeX >> 16) - reach
                let dy = Int((bits >> 16) * rangeX >> 16) - reach
                let (otherX, otherY) = (min(width - 1, max(0, x + dx)), min(height - 1, max(0, y + dy)))
                let (one, other) = (y * width + x, otherY * width + otherX)
                (pixels[one], pixels[other]) = (pixels[other], pixels[one])
            }
        }
    }

    @inline(__always)
    private func applyNoise(
        _ random: inout Philox, _ change: (SIMD8<Float>, SIMD8<Float>, SIMD8<Float>) -> SIMD8<Float>
    ) {
        var noise = NoiseSource(&random)
        for i in stride(from: 0, to: count, by: 8) {
            let at = UnsafeMutableRawPointer(pixels + i)
            let values = at.loadUnaligned(as: SIMD8<Float>.self)
            let changed = change(values, noise.next(), noise.next())
            at.storeBytes(of: changed.clamped(lowerBound: .zero, upperBound: SIMD8(repeating: 1)), as: SIMD8<Float>.self)
        }
    }
}
