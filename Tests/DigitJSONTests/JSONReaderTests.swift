import DigitJSON
import Testing

struct JSONReaderTests {
    private func value(_ text: String, _ dialect: JSONReader.Dialect = .standard) throws -> JSON {
        try JSONReader.value(of: Array(text.utf8), dialect: dialect)
    }

    private func tensor(_ text: String) throws -> JSONTensor {
        var reader = JSONReader(Array(text.utf8))
        let tensor = try reader.tensor()
        try reader.end()
        return tensor
    }

    @Test func readsValues() throws {
        #expect(
            try value(#" {"a": [1, -2.5e1, true, null, "x\n\u00e9\ud83d\ude00"], "b": {}} "#)
                == ["a": [1, -25.0, true, nil, "x\né😀"], "b": [:]])
    }

    @Test(arguments: [
        "", "{", "[1,]", "[1 2]", #"{"a" 1}"#, #"{a: 1}"#, "01", "1.", ".5", "+1", "1e", "NaN", "Infinity", "nul", #""a"#,
        "\"\u{1}\"", "1 2",
        #""\x""#, String(repeating: "[", count: 1000),
    ])
    func refusesWhatIsNoJSON(_ text: String) {
        #expect(throws: JSONReader.Failure.self) { try value(text) }
    }

    /// What only Keras's files have is none of these: 1 for true, wrapped lists, NumPy values with their type.
    @Test func valuesAreOfOneType() throws {
        for text in ["0", "1", #""true""#, "null"] { #expect(try value(text).bool == nil, "\(text)") }
        for text in [#"{"class_name": "__tuple__", "items": [1]}"#, #"{"items": []}"#, "1"] {
            #expect(try value(text).array == nil, "\(text)")
        }
        for text in [#"{"type": "int64", "value": 3}"#, #"{"value": 3.5}"#, "true", #""3""#] {
            let json = try value(text)
            #expect(json.integer == nil && json.number == nil && json.float == nil, "\(text)")
        }
        #expect(try value("false").bool == false && value("[1]").array == [1])
        #expect(try value("3.0").integer == 3 && value("3.5").integer == nil && value("3").number == 3)
    }

    @Test func pythonsNumbersAreADialect() throws {
        #expect(try value("[Infinity, -Infinity]", .python) == [.number(.infinity), .number(-.infinity)])
    }

    @Test func aKeyIsThereOnce() throws {
        let twice = #"{"a": 1, "b": {"a": 2}, "\u0061": 3}"#
        #expect(try value(twice)["a"] == 3 && value(twice, .python)["a"] == 3)
        func problem(_ text: String) -> String? {
            do throws(JSONReader.Failure) {
                _ = try JSONReader.value(of: Array(text.utf8), dialect: .strict)
                return nil
            } catch { return error.problem }
        }
        #expect(problem(twice) == #""a" appears twice"#)
        #expect(problem(#"[{"a": 1}, {"a": {"a": 2}}, {"": 1, "a": [{"a": 1}]}]"#) == nil)
        // Few keys are compared, more are hashed.
        let members = (0..<20).map { "\"\($0)\": 0" }
        #expect(problem("{\(members.joined(separator: ","))}") == nil)
        for (index, member) in members.enumerated() {
            #expect(problem("{\((members + [member]).joined(separator: ","))}") == "\"\(index)\" appears twice")
        }
        var skipping = JSONReader(Array(twice.utf8), dialect: .strict)
        #expect(throws: JSONReader.Failure.self) { try skipping.skip() }
        // What is skipped is not kept, but its keys are, until their object ends.
        let many = Array("{\((0...1 << 18).map { "\"\($0)\":0" }.joined(separator: ","))}".utf8)
        var reader = JSONReader(many, dialect: .strict)
        #expect(throws: JSONReader.Failure.self) { try reader.skip() }
        reader = JSONReader(many)
        try reader.skip()
    }

    @Test func readsTensors() throws {
        #expect(try tensor(" [ [1, 2.5] , [ -3e0,4E-1] ] ") == JSONTensor(shape: [2, 2], values: [1, 2.5, -3, 0.4]))
        #expect(try tensor("[]") == JSONTensor(shape: [0], values: []))
        #expect(try tensor("[[],[]]") == JSONTensor(shape: [2, 0], values: []))
        #expect(try tensor("[[[1]],[[2]],[[3]]]") == JSONTensor(shape: [3, 1, 1], values: [1, 2, 3]))
    }

    @Test(arguments: [
        "1", "[1", "[1,]", "[,1]", "[1 2]", "[[1],2]", "[1,[2]]", "[[],1]", "[[1],[1,2]]", "[[1],[[2]]]", "[01]", "[1.]", "[.5]",
        "[+1]",
        "[-]", "[1e]", "[1e999]", "[null]", "[\"1\"]", "[NaN]", "[1]x", "[[[[[[[[[1]]]]]]]]]",
    ])
    func refusesOtherTensors(_ text: String) {
        #expect(throws: JSONReader.Failure.self) { try tensor(text) }
    }

    /// The standard library's own parser is the reference: each number must be the same float, bit for bit.
    @Test func roundsNumbersCorrectly() throws {
        var texts = [
            "0", "-0", "0.1", "1e-45", "1.17549435e-38", "3.4028235e38", "16777217", "16777216.5", "0.50196081399917603",
            "9007199254740993",
        ]
        var random = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            let float = Float(bitPattern: random.next())
            guard float.isFinite else { continue }
            texts += [
                float.description, Double(float).description, "\(Double.random(in: -1...1))",
                "\(UInt64.random(in: 0 ... .max))e-\(Int.random(in: 0...60))",
            ]
            // The middle between two floats and its nearest neighbors.
            if float.nextUp.isFinite {
                let middle = (Double(float) + Double(float.nextUp)) / 2
                texts += [middle.description, middle.nextUp.description, middle.nextDown.description]
            }
        }
        let values = try tensor("[\(texts.joined(separator: ","))]").values
        for (text, value) in zip(texts, values) {
            // JSON writes no plus sign in exponents differently from Swift.
            #expect(value.bitPattern == Float(text)?.bitPattern, "\(text)")
        }
    }

    @Test func damagedTextsEndWithAnError() {
        let text = Array(
            #"{"inputs":[{"name":"input","shape":[1,4],"datatype":"FP32","data":[0.5,1e-3,-2,7]}],"id":"\u0041"}"#.utf8)
        var random = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            var damaged = text
            for _ in 0..<Int.random(in: 1...4) {
                damaged[Int.random(in: 0..<damaged.count)] = UInt8.random(in: 0...255, using: &random)
            }
            if Bool.random() { damaged = Array(damaged.prefix(Int.random(in: 0...damaged.count))) }
            _ = try? JSONReader.value(of: damaged)
            var reader = JSONReader(damaged)
            _ = try? reader.tensor()
        }
    }
}
