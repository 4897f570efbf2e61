import DigitKeras
import Testing

/// Every form of dataset, group and attribute, as libhdf5 wrote it: `Scripts/keras/make_hdf5_forms.py` made the files.
struct HDF5Tests {
    static let files = ["hdf5-earliest.h5", "hdf5-latest.h5", "hdf5-user-block.h5"]

    private func root(_ file: String) throws -> H5Group { try H5File(bytes: goldenBytes(file), name: file).root }

    /// What the script puts into each dataset.
    private func value(at index: Int) -> Float { Float(index * 7 % 13 - 6) }

    @Test("Numbers of every type, shape, layout and compression", arguments: files)
    func datasets(_ file: String) throws {
        let root = try root(file)
        var count = 0
        for name in try root.memberNames() where ["type", "shape", "layout", "chunked"].contains(name.prefix { $0 != " " }) {
            let tensor = try #require(try root.dataset(name)).tensor()
            let expected = tensor.scalars.indices.map(value)
            #expect(tensor.scalars == (name == "type u1" ? expected.map { $0 < 0 ? $0 + 256 : $0 } : expected), "\(name)")
            if !name.hasPrefix("shape") { #expect(tensor.shape.dimensions == [5, 7, 3], "\(name)") }
            count += 1
        }
        #expect(count == 27)
        #expect(try root.dataset("shape ()")?.tensor().shape.dimensions == [])
        #expect(try root.dataset("shape (3, 0)")?.tensor().shape.dimensions == [3, 0])
        #expect(try root.dataset("shape (2, 3, 1, 2, 5)")?.tensor().shape.dimensions == [2, 3, 1, 2, 5])
    }

    @Test("Values that were never written are the fill value", arguments: files)
    func fillValues(_ file: String) throws {
        for name in ["unwritten 3", "unwritten chunks 3"] {
            #expect(try root(file).dataset(name)?.tensor().scalars == [Float](repeating: 3, count: 105), "\(name)")
        }
    }

    @Test("Members of small and large groups", arguments: files)
    func groups(_ file: String) throws {
        let root = try root(file)
        #expect(try root.dataset("a/b/c/inside")?.tensor().scalars == (0..<105).map(value))
        #expect(try root.group("many")?.memberNames() == (0..<3000).map { "member \($0)" }.sorted())
        #expect(try root.dataset("many/member 1234/inside")?.tensor().scalars == (0..<105).map(value))
        #expect(try root.group("many/member 3000") == nil)
        #expect(try root.dataset("a/b/nothing") == nil)
    }

    @Test("Links to elsewhere are refused", arguments: files, ["soft", "external"])
    func links(_ file: String, _ name: String) throws {
        #expect(throws: KerasError(file: file, problem: "\(name): soft and external links are not allowed")) {
            _ = try root(file).group(name)
        }
    }

    @Test("A dataset is not a group, nor a group a dataset", arguments: files)
    func kinds(_ file: String) throws {
        #expect(throws: KerasError(file: file, problem: "type <f4: a group expected, found a dataset")) {
            _ = try root(file).group("type <f4")
        }
        #expect(throws: KerasError(file: file, problem: "a/b: a dataset expected, found a group")) {
            _ = try root(file).dataset("a/b")
        }
    }

    @Test("Strings of fixed and variable length, few attributes and many", arguments: files)
    func attributes(_ file: String) throws {
        let group = try #require(try root(file).group("attributes"))
        #expect(try group.string(attribute: "variable") == "Ziffer – 数字")
        #expect(try group.string(attribute: "fixed") == "fixed")
        #expect(try group.integer(attribute: "number") == 42)
        #expect(try group.strings(attribute: "list") == ["one", "", "three"])
        #expect(try group.strings(attribute: "fixed list") == ["one", "two"])
        #expect(try group.strings(attribute: "empty") == [])
        #expect(try group.string(attribute: "long") == String(repeating: "x", count: 100_000))
        for number in 0..<60 { #expect(try group.string(attribute: "attribute \(number)") == "value \(number)") }
        #expect(try group.string(attribute: "nothing") == nil)
        #expect(throws: KerasError(file: file, problem: "attributes/list: one string expected, found 3")) {
            try group.string(attribute: "list")
        }
        #expect(throws: KerasError(file: file, problem: "attributes/number: strings expected")) {
            try group.string(attribute: "number")
        }
    }

    @Test("A damaged compressed chunk is an error")
    func checksum() throws {
        var bytes = try goldenBytes("hdf5-earliest.h5")
        // The first two values, as some of the datasets have them: one is that with the checksum.
        let start: [UInt8] = [0, 0, 0xC0, 0xC0, 0, 0, 0x80, 0x3F]
        let places = bytes.indices.dropLast(8).filter { bytes[$0] == 0 && bytes[$0..<$0 + 8].elementsEqual(start) }
        var refusals = 0
        for place in places {
            bytes[place] ^= 0x10
            defer { bytes[place] ^= 0x10 }
            do throws(KerasError) {
                let found = try H5File(bytes: bytes, name: "damaged").root.dataset("chunked fletcher32")?.tensor().scalars
                #expect(found == (0..<105).map(value))
            } catch {
                #expect(error.problem == "chunked fletcher32: a chunk's checksum is wrong")
                refusals += 1
            }
        }
        #expect(refusals > 0)
    }
}
