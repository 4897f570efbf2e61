import CDigitKernels
import Synchronization

/// The instruction sets that the kernels are written for.
public enum InstructionSet: String, CaseIterable, Sendable {
    case generic, avx2, avx512, neon

    /// The instruction sets that this machine supports, the fastest last.
    public static var available: [InstructionSet] { allCases.filter { dk_kernels_for($0.code) != nil } }

    /// The one in use: the environment variable `DIGITS_ISA` if it names an available one, else the one of `prefer` if it is
    /// available, else the fastest. It is fixed when it is first read. `ProcessorVariables` checks the variable.
    public static let current: InstructionSet = {
        let available = Self.available
        if let wanted = ProcessorVariables.value("DIGITS_ISA").flatMap(InstructionSet.init), available.contains(wanted) {
            return wanted
        }
        if let preferred = preferred.withLock({ $0 }), available.contains(preferred) { return preferred }
        return available.last ?? .generic
    }()

    private static let preferred = Mutex<InstructionSet?>(nil)

    /// Makes the process use this one, if nothing was computed yet and `DIGITS_ISA` names no other.
    /// - Returns: whether it is in use.
    package static func prefer(_ wanted: InstructionSet) -> Bool {
        preferred.withLock { $0 = wanted }
        return current == wanted
    }

    fileprivate var code: dk_isa {
        switch self {
        case .generic: DK_GENERIC
        case .avx2: DK_AVX2
        case .avx512: DK_AVX512
        case .neon: DK_NEON
        }
    }
}

package typealias Floats = UnsafeMutablePointer<Float>
package typealias ConstFloats = UnsafePointer<Float>

/// The inner loops of one instruction set. `digit_kernels.h` says what each does.
package struct Kernels: @unchecked Sendable {
    package let table: UnsafePointer<dk_kernels>

    /// The kernels in use.
    package static let current = Kernels(.current)!

    /// The kernels of one instruction set, or nil if the machine lacks it.
    package init?(_ instructionSet: InstructionSet) {
        guard let table = dk_kernels_for(instructionSet.code) else { return nil }
        self.table = table
    }

    /// c[m, n] = a[m, k] · b[k, n], plus c's old values if `accumulating`. One of a's strides is 1.
    @inline(__always)
    package func multiply(
        m: Int, n: Int, k: Int, a: ConstFloats, aRow: Int, aColumn: Int, b: ConstFloats, bRow: Int, c: Floats, cRow: Int,
        accumulating: Bool = false
    ) {
        table.pointee.gemm(m, n, k, a, aRow, aColumn, b, bRow, c, cRow, accumulating ? 1 : 0)
    }

    /// target[c, r] = source[r, c].
    @inline(__always)
    package func transpose(rows: Int, columns: Int, from source: ConstFloats, sourceRow: Int, to target: Floats, targetRow: Int) {
        table.pointee.transpose(rows, columns, source, sourceRow, target, targetRow)
    }
}

/// The code 4 of the kernels: the ReLU before the pool was off.
package let poolOff = UInt8(DK_POOL_OFF)
package typealias WinogradTransforms = dk_winograd
/// Lists of values and their positions.
package typealias ValueLists = dk_lists

extension ValueLists {
    /// Lists in working memory of `floatCount(lists:stride:)` floats.
    package init(_ count: Int, stride: Int, in memory: Floats) {
        func integers(_ offset: Int) -> UnsafeMutablePointer<Int32> {
            UnsafeMutableRawPointer(memory + offset).assumingMemoryBound(to: Int32.self)
        }
        self.init(values: memory, places: integers(count * stride), counts: integers(2 * count * stride), stride: stride)
    }

    package static func floatCount(lists count: Int, stride: Int) -> Int { count * (2 * stride + 1) }
}

/// Prefetches bytes that will be read soon.
@inline(__always)
package func prefetch(_ bytes: UnsafePointer<UInt8>, count: Int) { dk_prefetch(bytes, count) }
