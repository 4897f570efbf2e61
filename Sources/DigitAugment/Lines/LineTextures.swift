import DigitTensor

/// Printed backgrounds of forms and checks: each darkens pixels of a canvas that holds brightness.
extension Canvas {
    /// One or two kinds of security print.
    /// - Parameter strength: how much of the light it takes, 0 ... 1.
    func addTexture(strength: Float, random: inout Philox) {
        for _ in 0..<(random.chance(0.4) ? 2 : 1) {
            switch random.nextUniform() {
            case ..<0.65: addWaves(strength, random: &random)
            case ..<0.8: addRaster(strength, random: &random)
            default: addGrain(strength, random: &random)
            }
        }
    }

    /// Print is equally fine beside small and large digits.
    private var fineness: Float { min(1, Float(height) / 40) }

    /// Parallel lines, straight or wavy, the waves shifting from line to line as in a guilloche.
    private func addWaves(_ strength: Float, random: inout Philox) {
        let pitch = max(2.5, random.uniform(2.5...10) * fineness)
        let half = random.uniform(0.25...1.1)
        let isUpright = random.chance(0.15)
        let slope = random.chance(0.5) ? random.normal(0.35) : random.normal(0.05)
        let amplitude = random.chance(0.75) ? random.uniform(0...1.6) * pitch : 0
        let frequency = 6.283 / random.uniform(12...160)
        let (phase, drift) = (random.uniform(0...6.28), random.chance(0.5) ? random.normal(0.12) : 0)
        let second = random.uniform(0...0.5)
        for y in 0..<height {
            for x in 0..<width {
                let (u, v) = isUpright ? (Float(y), Float(x)) : (Float(x), Float(y))
                let angle = frequency * u + phase + drift * v
                let at = (v + slope * u + amplitude * Self.wave(angle) + second * amplitude * Self.wave(angle * 2.3 + 1)) / pitch
                let distance = abs(at - at.rounded()) * pitch
                let cover = min(1, max(0, half + 0.5 - distance))
                pixels[y * width + x] *= 1 - strength * cover
            }
        }
    }

    /// A sine approximated by parabolas: for print, close enough and fast.
    @inline(__always)
    private static func wave(_ angle: Float) -> Float {
        let turns = angle * (1 / 6.283)
        let t = 2 * (turns - turns.rounded())
        return 4 * t * (1 - abs(t))
    }

    /// Dots in rows.
    private func addRaster(_ strength: Float, random: inout Philox) {
        let pitch = max(2.5, random.uniform(2.5...8) * fineness)
        let radius = random.uniform(0.15...0.4) * pitch
        let (cosine, sine) = (cosine(random.uniform(0...1.57)), sine(random.uniform(0...1.57)))
        let norm = pitch * max(0.3, (cosine * cosine + sine * sine).squareRoot())
        for y in 0..<height {
            for x in 0..<width {
                let u = (cosine * Float(x) + sine * Float(y)) / norm
                let v = (cosine * Float(y) - sine * Float(x)) / norm
                let (du, dv) = (u - u.rounded(), v - v.rounded())
                let cover = min(1, max(0, radius + 0.5 - (du * du + dv * dv).squareRoot() * pitch))
                pixels[y * width + x] *= 1 - strength * cover
            }
        }
    }

    /// Coarse noise, as of recycled paper or a printed fleck.
    private func addGrain(_ strength: Float, random: inout Philox) {
        let cell = random.uniform(1...3)
        let columns = Int(Float(width) / cell) + 2
        let rows = Int(Float(height) / cell) + 2
        withUnsafeTemporaryAllocation(of: Float.self, capacity: columns * rows) { grain in
            var noise = NoiseSource(&random)
            var lanes = noise.next()
            for i in 0..<columns * rows {
                if i % 8 == 0 { lanes = noise.next() }
                grain[i] = 1 - strength * lanes[i % 8]
            }
            for y in 0..<height {
                let row = Int(Float(y) / cell) * columns
                for x in 0..<width { pixels[y * width + x] *= grain[row + Int(Float(x) / cell)] }
            }
        }
    }
}
