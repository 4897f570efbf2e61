import DigitFiles
import TestSupport
import Testing

@Suite struct NPYTests {
    private let folder: Folder
    private let values: [Float] = [1, -2.5, 0, 3.25, .leastNonzeroMagnitude, .infinity]

    init() throws { folder = try Folder() }

    /// Byte for byte NumPy 2.4's output for `numpy.array([[1, -2.5, 0], [3.25, 1e-45, numpy.inf]], "<f4")`.
    @Test func writesWhatNumPyWrites() throws {
        try writeNPY(shape: [2, 3], values: values, to: folder.file("array.npy"))
        let description = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }" + String(repeating: " ", count: 58) + "\n"
        let expected =
            [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(description.utf8)
            + bytes(hexadecimal: "0000803f 000020c0 00000000 00005040 01000000 0000807f")
        #expect(try contents(folder.file("array.npy")) == expected)
    }

    @Test func alignsEveryHeader() throws {
        for shape in [[], [3], [0, 10], [10_000, 10], [Int](repeating: 1, count: 12), [Int](repeating: 1, count: 13)] {
            let path = folder.file("array.npy")
            let count = shape.reduce(1, *)
            try writeNPY(shape: shape, values: [Float](repeating: 1, count: count), to: path)
            let bytes = try contents(path)
            let start = 10 + Int(bytes[8]) + Int(bytes[9]) << 8
            #expect(start % 64 == 0 && bytes[start - 1] == 10 && bytes.count == start + 4 * count, "\(shape)")
        }
    }

    /// The real NumPy reads the files, if it is installed.
    @Test(arguments: [[], [3], [2, 3], [0, 10], [2, 1, 3, 1]]) func numPyReadsIt(shape: [Int]) throws {
        guard let numpy = try run(["python3", "-c", "import numpy"]), numpy.status == 0 else { return }
        let path = folder.file("array.npy")
        let values = Array(self.values.prefix(shape.reduce(1, *)))
        try writeNPY(shape: shape, values: values, to: path)
        let script = """
            import numpy, sys
            a = numpy.load(sys.argv[1])
            print(a.dtype.str, a.flags.c_contiguous, list(a.shape), [int(x) for x in a.ravel().view("u4")])
            """
        let printed = try run(["python3", "-c", script, path])
        #expect(printed?.output == "<f4 True \(shape) \(values.map(\.bitPattern))\n")
    }

    @Test func namesUnwritableFile() {
        #expect(throws: FileError(path: folder.path, problem: "Is a directory")) {
            try writeNPY(shape: [1], values: [1], to: folder.path)
        }
    }
}
