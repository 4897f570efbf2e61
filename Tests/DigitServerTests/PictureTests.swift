import DigitFiles
import DigitImage
import DigitJSON
import DigitPhoto
import DigitRecognizer
import NIOHTTP1
import TestSupport
import Testing

struct PictureTests {
    /// A seven of 28x28 pixels, bright on black.
    static let seven: [UInt8] = {
        var pixels = [UInt8](repeating: 0, count: 784)
        for column in 7..<20 { for row in 5..<8 { pixels[row * 28 + column] = 255 } }
        for row in 8..<23 { for column in 0..<3 { pixels[row * 28 + 17 - (row - 8) / 2 + column] = 255 } }
        return pixels
    }()

    /// The seven on white paper, larger.
    static func paper() throws -> [UInt8] {
        let large = GrayImage(width: 28, height: 28, pixels: seven.map { 255 - $0 }).resized(width: 224, height: 224)
        return try encodePNG(large)
    }

    @Test func readsPictures() async throws {
        let client = try Client()
        let answer = try await client.ask(.POST, "/read?pixels=1", body: try Self.paper())
        #expect(answer.status == 200, "\(answer.error ?? "")")
        #expect(answer.json?["text"] == "7")
        #expect(answer.json?["width"] == 224)
        let digit = answer.json?["lines"]?.array?[0]["digits"]?.array?[0]
        #expect(digit?["digit"] == 7)
        #expect(digit?["probabilities"]?.array?.count == 10)
        #expect(digit?["pixels"]?.string?.utf8.count == 1048)
        let form = Array("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"7.png\"\r\n\r\n".utf8)
        let multipart = try await client.ask(
            .POST, "/read", body: form + (try Self.paper()) + Array("\r\n--b--\r\n".utf8),
            headers: ["Content-Type": "multipart/form-data; boundary=\"b\""])
        #expect(multipart.json?["text"] == "7", "\(multipart.error ?? "")")
    }

    @Test func aBlankPictureHasNoDigits() async throws {
        let blank = try encodePNG(GrayImage(width: 60, height: 40, pixels: [UInt8](repeating: 255, count: 2400)))
        let answer = try await Client().ask(.POST, "/read", body: blank)
        #expect(answer.status == 200 && answer.json?["lines"] == [] && answer.json?["text"] == "")
    }

    @Test func saysWhatIsWrong() async throws {
        let client = try Client { $0.limits.pixels = 10_000 }
        #expect(
            try await client.ask(.POST, "/read", body: Array("hello".utf8)).error
                == "picture: an image (PNG, JPEG, BMP, PBM, PGM, PPM, TIFF or WebP) expected, found text")
        #expect(try await client.ask(.POST, "/read").status == 400)
        #expect(try await client.ask(.POST, "/read", body: try Self.paper()).status == 413)
        #expect(try await client.ask(.POST, "/look?model=none", body: try Self.paper()).status == 404)
        #expect(try await client.post("/read", "--x", headers: ["Content-Type": "multipart/form-data; boundary=y"]).status == 400)
        #expect(try await client.ask(.POST, "/look", body: Array("P5 1 1 255\n0".utf8)).status == 400)
    }

    /// A file that is as long as the pixels of a digit: a picture of 24x24 pixels, with a comment.
    @Test func aFileOf784BytesIsNotPixels() async throws {
        let client = try Client()
        let rows = (2..<26).map { Self.seven[28 * $0 + 2..<28 * $0 + 26] }
        let files = [0, 1].map { longer in
            let head = "P5\n#\(String(repeating: "x", count: 784 + longer - 576 - 15))\n24 24 255\n"
            return Array(head.utf8) + rows.joined().map { 255 - $0 }
        }
        #expect(files.map(\.count) == [784, 785])
        var looks: [JSON?] = []
        for file in files { looks.append(try await client.ask(.POST, "/look?model=mnist", body: file).json) }
        #expect(looks[0]?["digit"] == 7 && looks[0]?["pixels"] == looks[1]?["pixels"])
        var predictions: [JSON?] = []
        for file in files {
            let body = "{\"instances\": [{\"b64\": \"\(Base64.encode(file))\"}]}"
            predictions.append(try await client.post("/v1/models/mnist:predict", body).json)
        }
        #expect(predictions[0]?["predictions"] != nil && predictions[0] == predictions[1])
        // A kind that is not supported is not pixels either.
        let other = Array("GIF89a".utf8) + [UInt8](repeating: 0, count: 778)
        let answer = try await client.ask(.POST, "/look", body: other)
        #expect(answer.status == 400 && answer.error?.contains("GIF") == true)
    }

    /// As a picture without ink is not, pixels without ink are not stored.
    @Test("Pixels without bright ink are no correction", arguments: [0, 255] as [UInt8])
    func pixelsWithoutInk(level: UInt8) async throws {
        let folder = try Folder()
        let client = try Client { $0.corrections = folder.path + "/corrections" }
        let pixels = [UInt8](repeating: level, count: 784)
        for label in ["7", "none"] {
            let answer = try await client.ask(.POST, "/corrections?label=\(label)", body: pixels)
            #expect(answer.status == 400 && answer.error?.hasPrefix("picture: no ink found") == true, "\(answer.error ?? "")")
        }
        #expect(folder.names.allSatisfy { !$0.hasSuffix(".png") })
        // It can be looked at.
        #expect(try await client.ask(.POST, "/look", body: pixels).status == 200)
    }

    /// A page that is shown stays gray, and is not larger than screens are.
    @Test func largePagesAreShownSmaller() async throws {
        let client = try Client()
        for (width, height, side) in [(300, 200, 1), (3_100, 3_000, 2)] {
            let page = Array("P5 \(width) \(height) 255\n".utf8) + (0..<width * height).map { UInt8($0 / width % 251) }
            let answer = try await client.ask(.POST, "/picture", body: page)
            #expect(answer.status == 200 && answer.body[24...25] == [8, 0])
            let shown = try decodeImage(answer.body, name: "x")
            #expect(shown.width == width / side && shown.height == height / side)
        }
    }

    @Test func looksInside() async throws {
        let client = try Client()
        let answer = try await client.ask(.POST, "/look?model=mnist", body: Self.seven)
        #expect(answer.json?["digit"] == 7)
        #expect(answer.json?["importance"]?["shape"] == [28, 28])
        let layers = try #require(answer.json?["layers"]?.array)
        #expect(layers.first?["shown"]?["shape"] == [26, 26, 32])
        #expect(layers.last?["shape"]?.array?.first == answer.json?["layers"]?.array?.last?["shown"]?["shape"]?.array?.first)
        let filters = try await client.get("/models/mnist/filters").json?["layers"]?.array
        #expect(filters?.map { $0["shape"] ?? nil } == [[3, 3, 1, 32], [3, 3, 32, 64]])
    }

    /// Where the file is stored is not told to clients.
    @Test func aFullDiskIsSaidWithoutThePath() async throws {
        let folder = try Folder()
        try writeFile([], to: folder.path + "/file")
        let log = LogLines()
        let client = try Client(log: log) { $0.corrections = folder.path + "/file/corrections" }
        let answer = try await client.ask(.POST, "/corrections?label=7", body: Self.seven)
        #expect(answer.status == 500 && answer.error?.contains(folder.path) == false)
        #expect(log.lines.count == 1 && log.lines[0].contains(folder.path))
    }

    @Test func theHeadOfAFormsPartIsBounded() async throws {
        let client = try Client()
        let headers: HTTPHeaders = ["Content-Type": "multipart/form-data; boundary=b"]
        let long = "--b\r\nX: \(String(repeating: "x", count: 5000)); filename=a\r\n\r\n\r\n--b--\r\n"
        #expect(try await client.post("/read", long, headers: headers).status == 400)
        let part = "--b\r\nContent-Disposition: form-data; name=file; filename=a\r\n\r\n"
        let many = Array((String(repeating: part + "z\r\n", count: 100) + part).utf8) + Self.seven + Array("\r\n--b--\r\n".utf8)
        let answer = try await client.ask(.POST, "/look", body: many, headers: headers)
        #expect(answer.status == 400 && answer.error == "form: at most 100 parts expected")
    }

    /// Two strokes side by side.
    private static let eleven: [UInt8] =
        Array("P5 60 40 255\n".utf8)
        + (0..<60 * 40).map { place in
            (8..<32).contains(place / 60) && [15, 16, 17, 38, 39, 40].contains(place % 60) ? UInt8(30) : 235
        }

    @Test("A corrected line is stored as the network saw it, with its text and the model that misread it")
    func keepsCorrectedLines() async throws {
        let folder = try Folder()
        let client = try Client {
            $0.corrections = folder.path + "/corrections"
            $0.limits.corrections = 2
        }
        var saved: Set<String> = []
        for text in ["7", "11"] {
            let answer = try await client.ask(.POST, "/corrections?text=\(text)", body: Self.eleven)
            #expect(answer.status == 201)
            saved.insert(try #require(answer.json?["saved"]?.string))
        }
        // The same line with another text is the same correction.
        let name = try #require(saved.first)
        #expect(saved.count == 1 && name.hasPrefix("lines/") && name.hasSuffix(".png"))
        let text = try readFile("\(folder.path)/corrections/\(name.dropLast(4)).gt.txt", limit: 100)
        #expect(text == Array("11\n".utf8))
        let strip = try decodeImage(at: "\(folder.path)/corrections/\(name)")
        #expect(strip.width == 48 && strip.height == 32)
        let models = String(decoding: try readFile("\(folder.path)/corrections/lines/models.txt", limit: 1000), as: UTF8.self)
        #expect(models == "bundled:numbers_reader.h5\n")
        // Saved again, it is the same line.
        let again = try CorrectedLine(picture: strip, text: "11")
        #expect(zip(again.picture.pixels, strip.pixels).allSatisfy { abs(Int($0) - Int($1)) <= 2 })
        for query in ["text=", "text=1a", "text=1&label=1", "text=1&model=digits", "text=111111111111"] {
            #expect(try await client.ask(.POST, "/corrections?\(query)", body: Self.eleven).status == 400, "\(query)")
        }
        let blank = Array("P5 60 40 255\n".utf8) + [UInt8](repeating: 230, count: 2400)
        #expect(
            try await client.ask(.POST, "/corrections?text=1", body: blank).error
                == "picture: a line of writing expected, found no ink")
        let long = Array("P5 700 40 255\n".utf8) + [UInt8](repeating: 230, count: 28_000)
        #expect(
            try await client.ask(.POST, "/corrections?text=1", body: long).error
                == "picture: a line of at most 16 times its height expected, got 700x40")
        // Lines and digits are counted together.
        #expect(try await client.ask(.POST, "/corrections?label=7", body: Self.seven).status == 201)
        #expect(try await client.ask(.POST, "/corrections?label=1", body: Self.seven.reversed()).status == 507)
    }

    @Test func keepsCorrections() async throws {
        let folder = try Folder()
        let client = try Client {
            $0.corrections = folder.path + "/corrections"
            $0.limits.corrections = 2
        }
        for label in ["3", "none", "7", "7"] {
            let answer = try await client.ask(.POST, "/corrections?label=\(label)", body: Self.seven)
            #expect(answer.status == 201)
            let name = try #require(answer.json?["saved"]?.string)
            #expect(name.hasPrefix("\(label)/") && name.hasSuffix(".png"))
            #expect(try decodeImage(at: "\(folder.path)/corrections/\(name)").pixels == Self.seven)
        }
        // The same digit under another label is the same correction.
        #expect(
            folder.names.filter { $0.hasSuffix(".png") }.map { $0.hasPrefix("corrections/7/") } == [true])
        for label in ["", "10", "-1", "7a", "../7", "٧", "None"] {
            #expect(try await client.ask(.POST, "/corrections?label=\(label)", body: Self.seven).status == 400)
        }
        #expect(try await client.ask(.POST, "/corrections?label=1", body: try Self.paper()).status == 201)
        #expect(try await client.ask(.POST, "/corrections?label=1", body: Self.seven.reversed()).status == 507)
        // The model that was corrected: the first one, if no name is given.
        #expect(try await client.ask(.POST, "/corrections?label=7&model=nobody", body: Self.seven).status == 404)
        let models = String(decoding: try readFile("\(folder.path)/corrections/models.txt", limit: 1000), as: UTF8.self)
        #expect(models == "bundled:digit_reader.h5\n")
    }
}
