import DigitFiles
import DigitImage
import DigitJSON
import DigitKeras
import DigitNN
import DigitPhoto
import DigitRecognizer
import DigitTensor
import NIOHTTP1
import TestSupport
import Testing

/// What is known about numbers, and the model that reads them.
struct ReadTests {
    /// Two sevens on white paper, larger than an MNIST digit.
    private func paper() throws -> [UInt8] {
        let (width, height) = (84, 48)
        var pixels = [UInt8](repeating: 255, count: width * height)
        for (place, value) in PictureTests.seven.enumerated() {
            for left in [12, 42] { pixels[(10 + place / 28) * width + left + place % 28] = 255 - value }
        }
        return try encodePNG(
            GrayImage(width: width, height: height, pixels: pixels).resized(width: 4 * width, height: 4 * height))
    }

    private func form(_ parts: (field: String, fileName: String, bytes: [UInt8])...) -> (body: [UInt8], headers: HTTPHeaders) {
        var body: [UInt8] = []
        for part in parts {
            let head = "Content-Disposition: form-data; name=\"\(part.field)\"; filename=\"\(part.fileName)\""
            body += Array("--b\r\n\(head)\r\nContent-Type: x/y\r\n\r\n".utf8) + part.bytes + Array("\r\n".utf8)
        }
        return (body + Array("--b--\r\n".utf8), ["Content-Type": "multipart/form-data; boundary=b"])
    }

    @Test func answersSayAllThatWasFound() async throws {
        let answer = try await Client().ask(.POST, "/read", body: try paper())
        let page = try #require(answer.json)
        #expect(page["text"] == "77" && page["model"] == "numbers" && page["version"] == "1" && page["notes"] == [])
        #expect(page["misfits"] == [] && page["left_out"] == [] && page["omitted_lines"] == 0 && page["turn"] == 0)
        let line = try #require(page["lines"]?.array?.first)
        #expect(line["digits_text"] == "77" && line["entry"] == nil && line["row"] == nil)
        let (confidence, digitsConfidence) = (line["confidence"]?.number ?? 2, line["digits_confidence"]?.number ?? 0)
        #expect(confidence <= digitsConfidence + 1e-6)
        let symbols = try #require(line["symbols"]?.array)
        #expect(symbols.compactMap { $0["symbol"]?.string } == ["7", "7"])
        #expect(symbols.allSatisfy { $0["box"]?["width"] != nil && $0["alternatives"]?.array != nil })
        #expect(line["digits"]?.array?.allSatisfy { $0["pixels"] == nil && $0["probabilities"]?.array?.count == 10 } == true)
        #expect(line["alternatives"]?.array != nil)
    }

    @Test func documents() async throws {
        let client = try Client()
        let page = try decodeImage(try paper(), name: "paper")
        let document = scannedPDF([page, page, page])
        let all = try #require(try await client.ask(.POST, "/read", body: document).json)
        #expect(all["page_count"] == 3 && all["model"] == "numbers")
        #expect(all["pages"]?.array?.compactMap { $0["page"]?.integer } == [1, 2, 3])
        #expect(all["pages"]?.array?.compactMap { $0["text"]?.string } == ["77", "77", "77"])
        let second = try #require(try await client.ask(.POST, "/read?page=2&length=2", body: document).json)
        #expect(second["page"] == 2 && second["page_count"] == 3 && second["text"] == "77")
        let none = try await client.ask(.POST, "/read?page=4", body: document)
        #expect(none.status == 400 && none.error == "page: a number from 1 to 3 expected, got 4")
        #expect(try await client.ask(.POST, "/read?page=1", body: try paper()).json?["page"] == nil)
        let long = try await client.ask(.POST, "/read", body: scannedPDF(Array(repeating: page, count: 65)))
        #expect(long.error == "picture: at most 64 pages in a request expected, got 65; ask for one with page=")
    }

    @Test(
        "Conditions decide between readings",
        arguments: [
            ("length=2", "77", ""), ("length=1..4&decimals=0", "77", ""), ("length=3", "", "77"), ("range=70..80", "77", ""),
            ("range=1..5", "", "77"), (#"pattern=%5Cd-%5Cd"#, "7-7", ""), (#"pattern=%5Cd%2B"#, "77", ""),
            (#"pattern=%5Cd+"#, "77", ""),
            (#"checksum=luhn&pattern=7%5Cd"#, "", "77"),
        ])
    func known(query: String, text: String, misfit: String) async throws {
        let answer = try await Client().ask(.POST, "/read?\(query)", body: try paper())
        #expect(answer.json?["text"]?.string == text, "\(answer.error ?? "")")
        #expect(answer.json?["misfits"]?.array?.compactMap { $0["text"]?.string } == (misfit.isEmpty ? [] : [misfit]))
    }

    @Test func aListOfNumbers() async throws {
        let client = try Client()
        let (body, headers) = form(
            ("among", "a;\"b.csv", Array("number,name\n7-7,Ann\n123,Bo\n123,Bo\n".utf8)), ("file", "7.png", try paper()))
        let answer = try await client.ask(.POST, "/read", body: body, headers: headers)
        let line = try #require(answer.json?["lines"]?.array?.first)
        #expect(line["entry"]?.string == "7-7", "\(answer.error ?? "")")
        let notes = (answer.json?["notes"]?.array ?? []).compactMap(\.string)
        #expect(notes.count == 2 && notes[0].contains("header: number") && notes[1].contains("line 4: 123"))
    }

    @Test(
        "Errors name what is not supported",
        arguments: [
            ("length=0", "length: "), ("length=", "length: "), ("length=2&length=2", "length: one value"),
            ("pattern=(", "pattern \"(\""),
            ("checksum=x", "checksum: luhn"), ("range=5", "range: LOW..HIGH"), ("decimals=two", "decimals: "),
            ("decimals=99", "decimals: "),
            ("pixels=2", "pixels: 0 or 1"), ("model=digits", "model: "),
            ("lenght=2", "page, pixels, print, length, pattern, checksum, range, decimals"),
            ("length=2&pattern=%5Cd", "no number meets"),
        ])
    func errors(query: String, words: String) async throws {
        let answer = try await Client().ask(.POST, "/read?\(query)", body: try paper())
        #expect(answer.status == 400 && answer.error?.hasPrefix(words) == true, "\(answer.status) \(answer.error ?? "")")
    }

    @Test func formsThatAreNotUnderstood() async throws {
        let client = try Client()
        let (picture, list) = (try paper(), Array("77\n".utf8))
        for (parts, words) in [
            (form(("among", "a.txt", list)), "one picture expected, got 0"),
            (form(("file", "7.png", picture), ("file", "8.png", picture)), "one picture expected, got 2"),
            (
                form(("file", "7.png", picture), ("among", "a", list), ("among", "b", list)),
                "one file named among expected, got 2"
            ),
            (form(("file", "7.png", picture), ("among", "names.txt", Array("Ann\nBo\n".utf8))), "among: names.txt: "),
        ] {
            let answer = try await client.ask(.POST, "/read", body: parts.body, headers: parts.headers)
            #expect(answer.status == 400 && answer.error?.contains(words) == true, "\(answer.error ?? "")")
        }
        let long = form(("file", "7.png", picture), ("among", "a", [UInt8](repeating: 0x37, count: 17 << 20)))
        #expect(try await client.ask(.POST, "/read", body: long.body, headers: long.headers).status == 413)
    }

    @Test func theModelOfLinesIsReadAgain() async throws {
        let folder = try Folder()
        let path = "\(folder.path)/lines.h5"
        try BundledModel.numbers.load().save(to: path)
        let client = try Client { $0.reader = path }
        func answer() async throws -> JSON? { try await client.ask(.POST, "/read", body: try paper()).json }
        #expect(try await answer()?["text"] == "77")
        #expect(try await answer()?["model"] == "lines")

        // A file that cannot be read, is of another kind, or gives no probabilities changes nothing.
        try writeFile(Array("nonsense".utf8), to: path)
        #expect(throws: RecognizerError.self) { try client.server.reload() }
        try BundledModel.mnist.load().save(to: path)
        #expect(throws: RecognizerError.self) { try client.server.reload() }
        var broken = try BundledModel.numbers.load()
        var weights = broken.weights
        let last = try #require(weights.lastIndex { !$0.isEmpty })
        weights[last] = weights[last].map { Tensor(shape: $0.shape, scalars: $0.scalars.map { _ in .nan }) }
        try broken.setWeights(weights)
        try broken.save(to: path)
        let error = #expect(throws: RecognizerError.self) { try client.server.reload() }
        #expect(error?.description.contains(path) == true)
        #expect(throws: RecognizerError.self) { try Client { $0.reader = path } }
        #expect(try await answer()?["text"] == "77")

        try Sequential.numbersNetwork(seed: 1, width: 64).save(to: path)
        try client.server.reload()
        #expect(try await answer()?["text"] != "77")
    }
}
