import DigitData
import DigitDecoding
import DigitFiles
import DigitForms
import DigitImage
import DigitJSON
import DigitPhoto
import DigitReader
import DigitServer
import NIOHTTP1
import TestSupport
import Testing

/// Served forms: their sheets, proposals, and new ones.
struct ServedFormTests {
    private let folder: Folder
    private static let (width, height) = (850, 1100)
    private static let box = PixelBox(x: 120, y: 300, width: 240, height: 80)

    init() throws { folder = try Folder() }

    /// Bars the size of letters, and a box.
    private static let blank: GrayImage = {
        var canvas = [UInt8](repeating: 255, count: width * height)
        func fill(_ x: Int, _ y: Int, _ w: Int, _ h: Int) {
            for row in y..<y + h { for column in x..<x + w { canvas[row * width + column] = 0 } }
        }
        var random = SplitMix(state: 5)
        for line in 0..<30 where !(5...10).contains(line) {
            var x = 100
            while x < 740 {
                let high = Int.random(in: 8...14, using: &random)
                fill(x, 100 + 30 * line - high, Int.random(in: 2...5, using: &random), high)
                fill(x, 100 + 30 * line - Int.random(in: 1...high, using: &random), 7, 2)
                x += Int.random(in: 9...20, using: &random)
            }
        }
        fill(box.x - 2, box.y - 2, box.width + 4, 2)
        fill(box.x - 2, box.y + box.height, box.width + 4, 2)
        fill(box.x - 2, box.y - 2, 2, box.height + 4)
        fill(box.x + box.width, box.y - 2, 2, box.height + 4)
        return GrayImage(width: width, height: height, pixels: canvas)
    }()

    /// MNIST's test images; the first are 7, 2, 1, 0.
    private static let digits: Result<Dataset, any Error> = Result { try IDXFolder(mnistPath).test()[0..<4] }

    /// The sheet with `7` or `210` in its box.
    private static func sheet(_ numbers: Range<Int>) throws -> GrayImage {
        guard case .bytes(let values, _, _) = try digits.get().values else { throw FormError("bytes expected") }
        var pixels = blank.pixels
        for (place, number) in numbers.enumerated() {
            for (pixel, value) in values[number * 784..<(number + 1) * 784].enumerated() where value > 40 {
                for step in 0..<4 {
                    let (x, y) = (2 * (pixel % 28) + step % 2, 2 * (pixel / 28) + step / 2)
                    pixels[(box.y + 12 + y) * width + box.x + 12 + 64 * place + x] = 255 - value
                }
            }
        }
        return GrayImage(width: width, height: height, pixels: pixels)
    }
    private static func sheet() throws -> GrayImage { try sheet(1..<4) }
    private static func seven() throws -> GrayImage { try sheet(0..<1) }

    static func form(_ name: String = "exam") throws -> Form {
        let field = FormField(name: "student", kind: .digits, box: box, isRequired: true, known: .init(length: "1..3"))
        return try Form(name: name, reference: blank, fields: [field])
    }

    private func client(_ change: (inout ServerSettings) -> Void = { _ in }) throws -> Client {
        try folder.write(Array(try Self.form().text().utf8), as: "exam.form")
        return try Client {
            $0.forms = [try! FormSource(folder.file("exam.form"))]
            change(&$0)
        }
    }

    private func parts(_ parts: [(field: String, file: String, bytes: [UInt8])]) -> (body: [UInt8], headers: HTTPHeaders) {
        var body: [UInt8] = []
        for part in parts {
            let head = "Content-Disposition: form-data; name=\"\(part.field)\"; filename=\"\(part.file)\""
            body += Array("--b\r\n\(head)\r\n\r\n".utf8) + part.bytes + Array("\r\n".utf8)
        }
        return (body + Array("--b--\r\n".utf8), ["Content-Type": "multipart/form-data; boundary=b"])
    }

    private func values(_ answer: Client.Answer) -> [String] {
        (answer.json?["sheets"]?.array ?? []).map { $0["fields"]?.array?.first?["value"]?.string ?? $0["sheet"]?.string ?? "" }
    }

    @Test func listsForms() async throws {
        let answer = try #require(try await client().get("/forms").json)
        let form = try #require(answer["forms"]?.array?.first)
        #expect(form["name"] == "exam" && form["form"] == "exam" && form["page"] == [850, 1100] && answer["saves"] == false)
        #expect(form["fields"]?.array?.first?["required"] == true && form["reference"] == nil)
        #expect(try await Client().get("/forms").json?["forms"] == [])
        #expect(try await client { $0.token = "secret" }.get("/forms").status == 401)
    }

    @Test("A sheet's answer matches the library's reading") func reads() async throws {
        let client = try client()
        let image = try Self.sheet()
        let answer = try await client.ask(.POST, "/forms/exam/read", body: try encodePNG(image))
        #expect(answer.status == 200 && answer.json?["form"] == "exam" && answer.json?["notes"] == [], "\(answer.error ?? "")")
        let sheet = try #require(answer.json?["sheets"]?.array?.first)
        let reading = try FormReader(forms: [try Self.form()], model: try NumbersModel()).read(image)
        #expect(reading.fields[0].value == "210")
        #expect(sheet == JSON.object([.init("file", "picture"), .init("page", 1)] + reading.jsonMembers))
        let metrics = String(decoding: try await client.get("/metrics").body, as: UTF8.self)
        #expect(metrics.contains(#"digits_http_requests_total{route="/forms/{form}/read",method="POST",status="200"} 1"#))
    }

    @Test func stacks() async throws {
        let client = try client()
        let (two, one) = (try Self.sheet(), try Self.seven())
        let white = GrayImage(width: 400, height: 500, pixels: [UInt8](repeating: 255, count: 200_000))
        let (twoFile, whiteFile) = (try encodePNG(two), try encodePNG(white))
        let several = parts([
            ("file", "a.png", twoFile), ("file", "b.png", whiteFile),
            ("file", "c.pdf", scannedPDF([one, Self.blank])),
        ])
        let answer = try await client.ask(.POST, "/forms/exam/read", body: several.body, headers: several.headers)
        #expect(values(answer) == ["210", "blank", "7", ""], "\(answer.error ?? "")")
        let sheets = try #require(answer.json?["sheets"]?.array)
        #expect(sheets.map { $0["file"]?.string } == ["a.png", "b.png", "c.pdf", "c.pdf"])
        #expect(sheets.map { $0["page"]?.integer } == [1, 1, 1, 2])
        #expect(sheets.map { $0["needs_review"] } == [sheets[0]["needs_review"], false, sheets[2]["needs_review"], true])
        let second = try await client.ask(.POST, "/forms/exam/read?page=2", body: scannedPDF([one, two]))
        #expect(values(second) == ["210"])
        let long = scannedPDF(Array(repeating: white, count: 65))
        #expect(try await client.ask(.POST, "/forms/exam/read", body: long).status == 413)
    }

    @Test("Stacks of as many clients as there are places are all read to their end") func stacksOfSeveralClients() async throws {
        let client = try client { ($0.limits.pictures, $0.limits.waitingPictures) = (1, 3) }
        let white = try encodePNG(GrayImage(width: 100, height: 100, pixels: [UInt8](repeating: 255, count: 10_000)))
        let stack = parts((1...3).map { ("file", "\($0).png", white) })
        for address in ["/forms/exam/read", "/forms/exam/read?assign=0"] {
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 1...4 {
                    var other = client
                    other.requester = Requester()
                    group.addTask { [other] in
                        try await other.ask(.POST, address, body: stack.body, headers: stack.headers).status
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses == [200, 200, 200, 200])
        }
    }

    @Test("A value is compared with earlier readings") func previous() async throws {
        let student = FormField(name: "student", kind: .digits, box: Self.box, known: .init(length: "1..3"))
        let marks = [FieldKind.MarkBox(label: "a", box: PixelBox(x: 600, y: 300, width: 40, height: 40))]
        // The key is blank, so the rule is not checked. A file that has no readings is an error.
        let key = FormField(name: "key", kind: .integer, box: PixelBox(x: 500, y: 300, width: 60, height: 40))
        let rule = FormRule(name: "use", kind: .previous(field: "student", key: "key", low: 0, high: 9))
        let form = try Form(
            name: "exam", reference: Self.blank,
            fields: [student, key, FormField(name: "m", kind: .marks(marks, most: nil), box: marks[0].box)], rules: [rule])
        let (client, sheet) = (try client(), try encodePNG(try Self.sheet()))
        func ask(_ field: String, _ readings: String) async throws -> Client.Answer {
            let parts = parts([
                ("form", "exam.form", Array(try form.text().utf8)), ("file", "a.png", sheet),
                ("previous.\(field)", "last.csv", Array(readings.utf8)),
            ])
            return try await client.ask(.POST, "/forms/read", body: parts.body, headers: parts.headers)
        }
        let answer = try await ask("student", "meter,reading\n77,205\n")
        #expect(values(answer) == ["210"], "\(answer.error ?? "")")
        #expect(answer.json?["notes"] == ["last.csv: the first line is taken as a header: meter, reading"])
        #expect(try await ask("student", "77,205\n77,206\n").error?.hasPrefix("previous.student: last.csv: line 2: ") == true)
        #expect(try await ask("key", "77,205\n").error == "previous: there is no rule \"previous\" about a field \"key\"")
    }

    @Test("A number of a list goes to one sheet") func lists() async throws {
        let client = try client()
        let (two, one) = (try encodePNG(try Self.sheet()), try encodePNG(try Self.seven()))
        func ask(_ sheets: [[UInt8]], _ list: String) async throws -> Client.Answer {
            let parts = parts(
                sheets.map { ("file", "sheet.png", $0) } + [("among.student", "list.csv", Array(list.utf8))])
            return try await client.ask(.POST, "/forms/exam/read", body: parts.body, headers: parts.headers)
        }
        let answer = try await ask([two, one], "student\n210\n7\n123\n")
        let fields = (answer.json?["sheets"]?.array ?? []).compactMap { $0["fields"]?.array?.first }
        #expect(fields.map { $0["entry"]?.string } == ["210", "7"], "\(answer.error ?? "")")
        #expect(answer.json?["notes"]?.array?.count == 1)
        let twice = try await ask([two, two], "210\n123\n")
        #expect(twice.json?["sheets"]?.array?.allSatisfy { $0["fields"]?.array?[0]["state"] == "doubtful" } == true)
        #expect(try await ask([two], "Ann\n").error?.hasPrefix("among.student: list.csv: ") == true)
        let other = parts([("file", "a.png", two), ("among.pupil", "list.txt", Array("210".utf8))])
        let error = try await client.ask(.POST, "/forms/exam/read", body: other.body, headers: other.headers)
        #expect(error.status == 400 && error.error?.contains("no field \"pupil\"") == true)
    }

    @Test("A list is assigned to sheets of several requests as to those of one") func stacksInParts() async throws {
        let client = try client()
        let sheets = [try encodePNG(try Self.sheet()), try encodePNG(try Self.seven()), try encodePNG(try Self.sheet())]
        func fields(_ sheets: [[UInt8]], _ query: String = "") async throws -> [JSON] {
            let list = ("among.student", "list.txt", Array("210\n7\n123\n".utf8))
            let parts = parts(sheets.map { ("file", "sheet.png", $0) } + [list])
            let answer = try await client.ask(.POST, "/forms/exam/read\(query)", body: parts.body, headers: parts.headers)
            #expect(answer.json?["lists"] == ["student": 3], "\(answer.error ?? "")")
            return (answer.json?["sheets"]?.array ?? []).compactMap { $0["fields"]?.array?.first }
        }
        var read: [JSON] = []
        for sheet in sheets { read += try await fields([sheet], "?assign=0") }
        #expect(read.count == 3 && read.allSatisfy { $0["entry"] == nil })
        let body = JSON.object([.init("count", 3), .init("fields", .array(read))]).text
        let given = try #require(try await client.post("/forms/assign", body).json?["fields"]?.array)
        for (one, other) in zip(given, try await fields(sheets)) {
            for name in ["value", "confidence", "state", "entry", "needs_review", "alternatives"] {
                #expect(one[name] == other[name], "\(name)")
            }
        }
        #expect(given[0]["state"] == "doubtful" && given[1]["entry"] == "7" && given[2]["state"] == "doubtful")
        let whole = #"{"value": "", "state": "sure", "confidence": 1, "guesses": []"#
        for (body, words) in [
            ("{", "at byte"), (#"{"fields": []}"#, "count:"), (#"{"count": 3}"#, "fields:"),
            (#"{"count": 3, "fields": [{}]}"#, "field 1: value"),
            (#"{"count": 3, "fields": [{"value": "", "state": "sure", "confidence": 1, "guesses": [{}]}]}"#, "entry"),
            (#"{"count": 3, "fields": [], "form": 1}"#, #"count, unique, fields expected, got "form""#),
            (#"{"count": {"value": 3}, "fields": []}"#, "count:"), (#"{"count": 3, "fields": {"items": []}}"#, "fields:"),
            (#"{"count": 1, "fields": [\#(whole), "failed_rule": {}}]}"#, "failed_rule: the name"),
            (#"{"count": 1, "fields": [\#(whole), "failed_rule": null}]}"#, "failed_rule: the name"),
            (#"{"count": 1, "fields": [\#(whole), "is_missing": 1}]}"#, "is_missing: true or false"),
            (#"{"count": 1, "fields": [\#(whole), "alternatives": {}}]}"#, "alternatives: at most"),
            (#"{"count": 1, "fields": [\#(whole), "alternatives": {"items": []}}]}"#, "alternatives: at most"),
        ] {
            let answer = try await client.post("/forms/assign", body)
            #expect(answer.status == 400 && answer.error?.contains(words) == true, "\(body): \(answer.error ?? "")")
        }
        let many = JSON.object([.init("count", 3), .init("fields", .array(Array(repeating: 0, count: 2_001)))]).text
        #expect(try await client.post("/forms/assign", many).status == 413)
    }

    @Test("Values that must be unique are compared over several requests, as in one") func uniqueInParts() async throws {
        let field = FormField(name: "student", kind: .digits, box: Self.box, isRequired: true, known: .init(length: "1..3"))
        let rule = FormRule(name: "once", kind: .unique("student"))
        let text = try Form(name: "exam", reference: Self.blank, fields: [field], rules: [rule]).text()
        let client = try client()
        let sheets = [Self.blank, try Self.sheet(), try Self.seven(), try Self.sheet(), Self.blank].map { try! encodePNG($0) }
        func fields(_ sheets: [[UInt8]], _ query: String = "", list: String? = nil) async throws -> [JSON] {
            var sent: [(field: String, file: String, bytes: [UInt8])] = [("form", "exam.form", Array(text.utf8))]
            for sheet in sheets { sent.append(("file", "sheet.png", sheet)) }
            if let list { sent.append(("among.student", "list.txt", Array(list.utf8))) }
            let parts = parts(sent)
            let answer = try await client.ask(.POST, "/forms/read\(query)", body: parts.body, headers: parts.headers)
            #expect(answer.json?["unique"] == ["once": ["student"]], "\(answer.error ?? "")")
            let read: [JSON] = answer.json?["sheets"]?.array ?? []
            return read.compactMap { $0["fields"]?.array?.first }
        }
        func ask(_ members: [JSON.Member]) async throws -> Client.Answer {
            try await client.post("/forms/assign", JSON.object(members).text)
        }
        for list in [nil, "210\n7\n123\n"] {
            var read: [JSON] = []
            for sheet in sheets { read += try await fields([sheet], "?assign=0", list: list) }
            #expect(read.count == 5 && read.allSatisfy { $0["failed_rule"] == nil })
            let count: [JSON.Member] = list == nil ? [] : [.init("count", 3)]
            let found =
                try await ask(count + [.init("unique", "once"), .init("fields", .array(read))]).json?["fields"]?.array ?? []
            let whole = try await fields(sheets, list: list)
            #expect(found.count == 5)
            for (one, other) in zip(found, whole) {
                for name in ["value", "confidence", "state", "entry", "needs_review", "alternatives", "failed_rule"] {
                    #expect(one[name] == other[name], "\(name)")
                }
            }
            // Without a list, both sheets of 210; with one, only one of them can have the number, and both are doubtful.
            if list == nil { #expect(found.map { $0["failed_rule"]?.string } == [nil, "once", nil, "once", nil]) }
            #expect(found[1]["state"] == "doubtful" && found[3]["state"] == "doubtful" && found[0]["state"] == "blank")
        }
        for unique: JSON in ["", 3, .null, .string(String(repeating: "x", count: 101))] {
            let answer = try await ask([.init("unique", unique), .init("fields", [])])
            #expect(answer.status == 400 && answer.error == "unique: the name of a rule expected")
        }
        for count: JSON in [0, "3", .null] {
            let answer = try await ask([.init("count", count), .init("unique", "once"), .init("fields", [])])
            #expect(answer.status == 400 && answer.error?.hasPrefix("count: ") == true)
        }
    }

    @Test("Invalid requests are refused with a reason") func errors() async throws {
        let client = try client()
        let sheet = try encodePNG(try Self.seven())
        for (address, body, status, words) in [
            ("/forms/other/read", sheet, 404, "unknown form: other"), ("/forms/exam/read", Array("x".utf8), 400, "picture"),
            ("/forms/exam/read", [], 400, "picture"), ("/forms/exam/read?page=0", sheet, 400, "page: a number from 1"),
            ("/forms/exam/read?page=2", sheet, 400, "page: a number from 1 to 1 expected, got 2"),
            ("/forms/exam/read?length=2", sheet, 400, "page or assign, each given once, expected, got length"),
            (
                "/forms/exam/read", try encodePNG(GrayImage(width: 20, height: 20, pixels: [UInt8](repeating: 9, count: 400))),
                400, "20x20"
            ),
            ("/forms/read", sheet, 400, "form: a form file expected"), ("/forms?name=a", sheet, 403, "--forms"),
            ("/forms/propose", Array("x".utf8), 400, "picture"),
            ("/forms/propose?page=2", sheet, 400, "page: a number from 1 to 1"),
            ("/forms/propose?filled=2", sheet, 400, "filled: 0 or 1"),
            ("/forms/propose?name=", sheet, 400, "form: a name of 1 to 200 bytes expected, got 0"),
            ("/forms/propose?name=\(String(repeating: "a", count: 201))", sheet, 400, "form: a name of 1 to 200 bytes"),
            ("/forms/propose?name=a%0Ab", sheet, 400, "form: a name without control characters"),
            ("/forms/propose?name=a%E2%80%AEb", sheet, 400, "form: a name without control characters"),
        ] {
            let answer = try await client.ask(.POST, address, body: body)
            #expect(answer.status == status && answer.error?.contains(words) == true, "\(address): \(answer.error ?? "")")
        }
        #expect(try await client.get("/forms/exam/read").header("Allow") == "POST")
        #expect(throws: (any Error).self) { try Client { $0.forms = [try! FormSource("none.form")] } }
        #expect(throws: (any Error).self) { try FormSource("a b.form") }
        #expect(try FormSource("2026.exam.form.json").name == "2026.exam")
    }

    @Test("Picture limits hold, and pictures that nobody waits for are dropped") func limits() async throws {
        let sheet = try encodePNG(try Self.seven())
        let two = parts([("file", "a.png", sheet), ("file", "b.png", sheet)])
        let few = try client { $0.limits.waitingPictures = 1 }
        #expect(try await few.ask(.POST, "/forms/exam/read", body: two.body, headers: two.headers).status == 413)
        let small = try client { $0.limits.pixels = 100_000 }
        for address in ["/forms/exam/read", "/forms/propose"] {
            #expect(try await small.ask(.POST, address, body: sheet).status == 413)
        }
        let text = Array(try Self.form().text().utf8)
        let plain = try client { $0.limits.formPixels = 100_000 }
        #expect(try await plain.ask(.POST, "/forms/check", body: text).status == 400)
        #expect(try await client().ask(.POST, "/forms/check", body: text).json?["form"] == "exam")
        // A blank sheet is reduced instead, as far as its print allows.
        let proposal = try await plain.ask(.POST, "/forms/propose", body: try encodePNG(Self.blank))
        let form = try Form(encoded: proposal.body)
        #expect(form.width * form.height <= 100_000 && form.width >= Form.leastSide, "\(form.width)x\(form.height)")
        let gone = try client()
        gone.requester.leave()
        #expect(try await gone.ask(.POST, "/forms/exam/read", body: sheet).status == 503)
    }

    @Test("A form may be sent with its sheets, but cannot name files of the server") func formsOfClients() async throws {
        let client = try Client()
        let sheet = try encodePNG(try Self.sheet())
        func ask(_ form: String) async throws -> Client.Answer {
            let parts = parts([("form", "exam.form", Array(form.utf8)), ("file", "a.png", sheet)])
            return try await client.ask(.POST, "/forms/read", body: parts.body, headers: parts.headers)
        }
        let text = try Self.form().text()
        #expect(values(try await ask(text)) == ["210"])
        try folder.write(try encodePNG(Self.blank), as: "blank.png")
        let beside = try await ask(try Self.form().text(reference: folder.file("blank.png")))
        #expect(beside.status == 400 && beside.error?.contains("a picture within the file expected") == true)
        for reference in ["/etc/passwd", "file:///etc/passwd", "../blank.png", "data:image/png;base64,/etc/passwd", ""] {
            #expect(try await ask(try Self.form().text(reference: reference)).status == 400, "\(reference)")
        }
        // Lists and earlier readings come with the request only.
        for member in ["among", "previous", "list", "file", "picture"] {
            let named = #""\#(member)": "\#(folder.file("blank.png"))""#
            for other in [
                text.replacing(#""kind""#, with: named + #", "kind""#), text.replacing(#""page""#, with: named + #", "page""#),
            ] {
                let answer = try await ask(other)
                #expect(answer.status == 400 && answer.error?.contains(#"unknown member "\#(member)""#) == true)
            }
        }
        var random = SplitMix(state: 3)
        for _ in 0..<40 {
            var bytes = Array(text.utf8)
            bytes[Int.random(in: 0..<min(bytes.count, 700), using: &random)] = UInt8.random(in: 0...255, using: &random)
            let status = try await ask(String(decoding: bytes, as: UTF8.self)).status
            #expect(status == 200 || status == 400)
        }
    }

    @Test("From a blank sheet to a form that is served") func newForms() async throws {
        let kept = folder.file("kept")
        let client = try client { $0.formFolder = kept }
        let proposal = try await client.ask(.POST, "/forms/propose?name=new%20form", body: scannedPDF([Self.blank]))
        #expect(proposal.status == 200, "\(proposal.error ?? "")")
        let form = try Form(encoded: proposal.body)
        #expect(form.name == "new form" && form.fields.count == 1)
        #expect(form.fields.allSatisfy { $0.box.overlap(Self.box) > $0.box.width * $0.box.height * 9 / 10 })
        #expect(try await client.get("/forms").json?["saves"] == true)

        let saved = try await client.ask(.POST, "/forms?name=fresh", body: proposal.body)
        #expect(saved.status == 201 && folder.has("kept/fresh.form"), "\(saved.error ?? "")")
        let sheet = try encodePNG(try Self.sheet())
        #expect(values(try await client.ask(.POST, "/forms/fresh/read", body: sheet)) == ["210"])
        for (name, status) in [
            ("fresh", 409), ("exam", 409), ("exam&replace=1", 409), ("fresh&replace=1", 201), ("fresh&replace=0", 409),
            ("fresh&replace=yes", 400), ("", 400), ("..", 400),
            ("a%2Fb", 400),
            ("a.form", 400), (String(repeating: "a", count: 101), 400),
        ] {
            #expect(try await client.ask(.POST, "/forms?name=\(name)", body: proposal.body).status == status, "\(name)")
        }
        #expect(try await client.ask(.POST, "/forms?name=bad", body: Array("{}".utf8)).status == 400)
        let names = try await client.get("/forms").json?["forms"]?.array?.compactMap { $0["name"]?.string }
        #expect(names == ["exam", "fresh"])
        // Read again, as by another server; what cannot be read changes nothing.
        try client.server.reload()
        #expect(values(try await client.ask(.POST, "/forms/fresh/read", body: sheet)) == ["210"])
        try folder.write(Array("{".utf8), as: "kept/bad.form")
        #expect(throws: (any Error).self) { try client.server.reload() }
        #expect(values(try await client.ask(.POST, "/forms/fresh/read", body: sheet)) == ["210"])
        // A form that is stored under another extension is not replaced with a second file; a folder may have any name.
        let others = try Client { $0.formFolder = folder.file("year=2026") }
        #expect(try await others.ask(.POST, "/forms?name=new", body: proposal.body).status == 201)
        try folder.write(proposal.body, as: "year=2026/old.form.json")
        try others.server.reload()
        #expect(try await others.ask(.POST, "/forms?name=old&replace=1", body: proposal.body).status == 409)
        try others.server.reload()
        let few = try Client {
            $0.formFolder = folder.file("few")
            $0.limits.forms = 1
        }
        #expect(try await few.ask(.POST, "/forms?name=a", body: proposal.body).status == 201)
        #expect(try await few.ask(.POST, "/forms?name=b", body: proposal.body).status == 507)
    }

    @Test("The list of forms is that of the moment") func listAfterChanges() async throws {
        let client = try client { $0.formFolder = folder.file("kept") }
        func list() async throws -> [String] {
            (try await client.get("/forms").json?["forms"]?.array ?? []).map {
                "\($0["name"]?.string ?? "") \($0["form"]?.string ?? "")"
            }
        }
        #expect(try await list() == ["exam exam"])
        #expect(try await client.ask(.POST, "/forms?name=a", body: Array(try Self.form("one").text().utf8)).status == 201)
        #expect(try await list() == ["exam exam", "a one"])
        let two = Array(try Self.form("two").text().utf8)
        #expect(try await client.ask(.POST, "/forms?name=a&replace=1", body: two).status == 201)
        #expect(try await list() == ["exam exam", "a two"])
        try folder.write(Array(try Self.form("three").text().utf8), as: "kept/b.form")
        try client.server.reload()
        #expect(try await list() == ["exam exam", "a two", "b three"])
    }

    @Test("What the list of forms repeats is short, and has a limit together") func textOfForms() async throws {
        let size = try await client().get("/forms").body.count
        let limited = try client {
            $0.formFolder = folder.file("kept")
            $0.limits.allFormText = 2 * size
        }
        let text = try Self.form().text()
        for (name, problem) in [
            (String(repeating: "N", count: 24_000_000), "got 24000000"), (#"a\u0000\n\u001b[31m"#, "without control"),
        ] {
            let long = Array(text.replacing(#""form": "exam""#, with: "\"form\": \"\(name)\"").utf8)
            for path in ["/forms?name=a", "/forms/check"] {
                let answer = try await limited.ask(.POST, path, body: long)
                #expect(answer.status == 400 && answer.error?.hasPrefix("form: a name ") == true)
                #expect(answer.error?.contains(problem) == true, "\(answer.error ?? "")")
            }
        }
        // The form of the command line counts, too: there is room for one more.
        #expect(try await limited.ask(.POST, "/forms?name=a", body: Array(text.utf8)).status == 201)
        let more = try await limited.ask(.POST, "/forms?name=b", body: Array(text.utf8))
        #expect(more.status == 507 && !folder.has("kept/b.form"))
        let problem = "at most \(2 * size) bytes in the names, fields and rules of all forms expected, got "
        #expect(more.error?.hasPrefix(problem) == true, "\(more.error ?? "")")
        #expect(try await limited.ask(.POST, "/forms?name=a&replace=1", body: Array(text.utf8)).status == 201)
    }

    @Test("The pictures of all forms have a limit together") func pixelsOfForms() async throws {
        // The form of the command line counts, too: there is room for two more.
        let size = Self.width * Self.height
        let client = try client {
            $0.formFolder = folder.file("kept")
            $0.limits.allFormPixels = 3 * size
        }
        let body = Array(try Self.form().text().utf8)
        for name in ["a", "b", "b&replace=1"] {
            #expect(try await client.ask(.POST, "/forms?name=\(name)", body: body).status == 201, "\(name)")
        }
        let more = try await client.ask(.POST, "/forms?name=c", body: body)
        #expect(more.status == 507 && !folder.has("kept/c.form"))
        #expect(
            more.error?.hasPrefix("at most \(3 * size) pixels in the pictures of all forms expected, got \(size) beside ") == true
        )
        // One in the place of another is no more.
        #expect(try await client.ask(.POST, "/forms?name=a&replace=1", body: body).status == 201)
        #expect(try await client.get("/forms").json?["forms"]?.array?.count == 3)
    }
}
