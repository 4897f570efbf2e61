import CDigitKernels
import TestSupport

/// The instruction sets that this machine can run.
let isas = [DK_GENERIC, DK_AVX2, DK_AVX512, DK_NEON].filter { dk_kernels_for($0) != nil }.map(\.rawValue)

func kernels(_ isa: UInt32) -> dk_kernels { dk_kernels_for(dk_isa(isa)).pointee }

/// The largest error, in units of 2^-24 of the sum of the terms' magnitudes.
struct Errors {
    var worst = 0.0

    mutating func compare(_ found: Float, terms: [Double]) {
        compare(Double(found), terms.reduce(0, +), magnitude: terms.reduce(0) { $0 + abs($1) })
    }

    /// A pooled value is the largest sum or 0, and its code names a sum that is the largest within rounding.
    mutating func compareMaximum(_ found: Float, code: UInt8, sums: [[Double]]) {
        let totals = sums.map { $0.reduce(0, +) } + [0]
        let magnitude = sums.map { $0.reduce(0) { $0 + abs($1) } }.max()!
        compare(Double(found), totals.max()!, magnitude: magnitude)
        compare(Int(code) < totals.count ? totals[Int(code)] : .nan, totals.max()!, magnitude: magnitude)
    }

    private mutating func compare(_ found: Double, _ wanted: Double, magnitude: Double) {
        let error = abs(found - wanted) / (magnitude * 0x1p-24 + 1e-38)
        worst = error.isNaN ? .infinity : max(worst, error)
    }
}

extension SplitMix {
    mutating func floats(_ count: Int) -> [Float] { (0..<count).map { _ in Float(Int64(bitPattern: next()) >> 40) * 0x1p-23 } }
    mutating func flip() -> Bool { next() & 1 == 1 }
}
