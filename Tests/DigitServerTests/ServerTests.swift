import DigitFiles
import DigitJSON
import DigitKeras
import DigitNN
import DigitRecognizer
import DigitServer
import DigitTensor
import NIOHTTP1
import TestSupport
import Testing

struct ServerTests {
    @Test func otherAddressesAndMethodsAreSaid() async throws {
        let client = try Client()
        let missing = try await client.get("/nothing")
        #expect(missing.status == 404 && missing.error == "nothing at GET /nothing")
        let wrong = try await client.ask(.DELETE, "/v2")
        #expect(wrong.status == 405 && wrong.header("Allow") == "GET, HEAD")
        let infer = try await client.get("/v2/models/mnist/infer")
        #expect(infer.status == 405 && infer.header("Allow") == "POST")
        // A name in braces belongs to a pattern, not to a path; a query may be percent-encoded (RFC 3986, section 2.1), or
        // damaged.
        #expect(try await client.get("/v2/models/{model}").status == 404)
        let sample = PictureTests.seven
        #expect(try await client.ask(.POST, "/look?model=%6Dnist", body: sample).status == 200)
        #expect(try await client.ask(.POST, "/look?model=%zz", body: sample).status == 404)
        #expect(try await client.ask(.HEAD, "/v2").body.isEmpty)
    }

    @Test func unpackedBodiesAreBounded() async throws {
        let client = try Client { $0.limits.bodyBytes = 1000 }
        let path = "/v2/models/mnist/infer"
        let bomb = gzip([UInt8](repeating: 32, count: 100_000))
        #expect(bomb.count < 1000)
        #expect(try await client.ask(.POST, path, body: bomb, headers: ["Content-Encoding": "gzip"]).status == 413)
        let zlibBomb = deflateZlib([UInt8](repeating: 32, count: 100_000))
        #expect(try await client.ask(.POST, path, body: zlibBomb, headers: ["Content-Encoding": "deflate"]).status == 413)
        #expect(try await client.post(path, "nonsense", headers: ["Content-Encoding": "gzip"]).status == 400)
        #expect(try await client.post(path, "nonsense", headers: ["Content-Encoding": "deflate"]).status == 400)
        #expect(try await client.post(path, "{}", headers: ["Content-Encoding": "br"]).status == 415)
        let crowded = try Client { $0.limits.allBodyBytes = 10 }
        let spaces = gzip([UInt8](repeating: 32, count: 11))
        #expect(try await crowded.ask(.POST, path, body: spaces, headers: ["Content-Encoding": "gzip"]).status == 503)
        #expect(try await crowded.post(path, "{}").status == 400)
    }

    /// A few kilobytes do not become a gigabyte.
    @Test func unpackedBodiesAreInProportion() async throws {
        let path = "/v2/models/mnist/infer"
        for (count, status) in [(12 << 20, 400), (13 << 20, 413)] {
            for (encoding, body) in [
                ("gzip", gzip([UInt8](repeating: 32, count: count))),
                ("deflate", deflateZlib([UInt8](repeating: 32, count: count))),
            ] {
                let answer = try await Client().ask(.POST, path, body: body, headers: ["Content-Encoding": encoding])
                #expect(answer.status == status, "\(count) bytes, \(encoding): \(answer.error ?? "")")
            }
        }
    }

    @Test func asksForTheToken() async throws {
        let client = try Client { $0.token = "secret" }
        #expect(try await client.get("/v2").status == 401)
        for given in ["Bearer secre", "Bearer secret1", "Basic secret", "secret", ""] {
            #expect(try await client.ask(.GET, "/v2", headers: ["Authorization": given]).status == 401)
        }
        #expect(try await client.ask(.GET, "/v2", headers: ["Authorization": "Bearer secret"]).status == 200)
        for scheme in ["bearer", "BEARER", "Bearer "] {
            #expect(try await client.ask(.GET, "/v2", headers: ["Authorization": "\(scheme) secret"]).status == 200)
        }
        for path in ["/", "/app.js", "/livez", "/readyz"] { #expect(try await client.get(path).status == 200) }
    }

    @Test func otherPagesAreRefused() async throws {
        let client = try Client()
        let sample = PictureTests.seven
        for (origin, status) in [("http://evil.example", 403), ("null", 403), ("http://localhost:8080", 200)] {
            #expect(try await client.ask(.POST, "/look", body: sample, headers: ["Origin": origin]).status == status)
        }
        for (host, status) in [
            ("evil.example", 421), ("127.0.0.1:8080", 200), ("[::1]:8080", 200), ("LOCALHOST", 200), ("127.evil.example", 421),
        ] {
            #expect(try await client.ask(.GET, "/livez", host: host).status == status)
        }
        #expect(try await Client { $0.host = "0.0.0.0" }.ask(.GET, "/livez", host: "digits.example").status == 200)
    }

    @Test func servesThePage() async throws {
        let client = try Client()
        let page = try await client.get("/")
        #expect(page.header("Content-Security-Policy")?.contains("default-src 'none'; script-src 'self'") == true)
        let text = String(decoding: page.body, as: UTF8.self)
        #expect(!text.contains("<script>") && !text.contains("style=") && !text.contains("http://") && !text.contains("https://"))
        for file in [
            "style.css", "app.js", "server.js", "pad.js", "pictures.js", "drawing.js", "inside.js", "photo.js", "camera.js",
            "forms-tab.js", "form-editor.js", "form-fields.js", "form-editor.css", "sheet-table.js", "icon.svg",
        ] {
            let answer = try await client.get("/\(file)")
            #expect(answer.status == 200 && !answer.body.isEmpty && answer.header("X-Content-Type-Options") == "nosniff")
        }
        // A link may come with the query of whoever passes it on.
        #expect(try await client.get("/?from=mail").body == page.body)
    }

    /// RFC 9110, section 12.5.3.
    @Test func packsForThoseWhoAcceptIt() async throws {
        let client = try Client()
        let page = try await client.get("/")
        #expect(page.header("Vary") == "Accept-Encoding" && page.header("Content-Encoding") == nil)
        for accepted in ["br, gzip", "GZIP ; Q=0.001", "gzip;\tq=1.", "identity;q=0,\tgzip;q=0.5", "gzip, gzip"] {
            let packed = try await client.ask(.GET, "/", headers: ["Accept-Encoding": accepted])
            #expect(packed.header("Content-Encoding") == "gzip" && packed.header("Vary") == "Accept-Encoding", "\(accepted)")
            #expect(try gunzip(packed.body, limit: 1 << 20) == page.body)
        }
        for refused in [
            "gzip;q=0", "gzip;\tq=0", "gzip\t; q=0.", "gzip;q=0.000", "gzip;q=0,gzip", "gzip, gzip;q=0", "gzip;q=", "gzip;q=x",
            "",
        ] {
            let plain = try await client.ask(.GET, "/", headers: ["Accept-Encoding": refused])
            #expect(plain.header("Content-Encoding") == nil && plain.body == page.body, "\(refused)")
        }
        // The header may be there twice.
        let twice = HTTPHeaders([("Accept-Encoding", "gzip"), ("Accept-Encoding", "gzip;q=0, deflate")])
        #expect(try await client.ask(.GET, "/", headers: twice).header("Content-Encoding") == "deflate")
    }

    /// RFC 9110, sections 8.8.3, 13.1.2 and 15.4.5.
    @Test func knownFilesAreNotSentAgain() async throws {
        let client = try Client()
        let page = try await client.get("/")
        let tag = try #require(page.header("ETag"))
        // One tag stands for all content codings, so it is weak.
        #expect(tag.hasPrefix("W/\"") && tag.hasSuffix("\""))
        let strong = String(tag.dropFirst(2))
        for known in [tag, strong, "*", "\"x\", \(tag)", "\"x\"\t,\(strong), W/\"y\""] {
            for method in [HTTPMethod.GET, .HEAD] {
                let answer = try await client.ask(method, "/", headers: ["If-None-Match": known, "Accept-Encoding": "gzip"])
                #expect(answer.status == 304 && answer.body.isEmpty, "\(known)")
                for name in ["ETag", "Cache-Control", "Vary"] { #expect(answer.header(name) == page.header(name), "\(name)") }
                #expect(answer.header("Content-Type") == nil && answer.header("Content-Encoding") == nil)
            }
        }
        let twice = HTTPHeaders([("If-None-Match", "\"x\""), ("If-None-Match", tag)])
        #expect(try await client.ask(.GET, "/", headers: twice).status == 304)
        for other in ["\"x\"", "W/\"x\"", String(strong.dropFirst().dropLast()), "w/" + strong, ""] {
            #expect(try await client.ask(.GET, "/", headers: ["If-None-Match": other]).status == 200, "\(other)")
        }
    }

    @Test func theDescriptionFitsTheServer() async throws {
        let folder = try Folder()
        let form = try FormSource(try folder.write(Array(try ServedFormTests.form().text().utf8), as: "exam.form"))
        let client = try Client { $0.forms = [form] }
        let description = try await client.get("/openapi.json").json
        #expect(description?["info"]?["version"] == (try await client.get("/v2").json?["version"]))
        guard case .object(let paths)? = description?["paths"] else {
            Issue.record("paths expected")
            return
        }
        #expect(paths.count > 20)
        for path in paths {
            guard case .object(let methods) = path.value else { continue }
            let address = path.key.replacing("{model}", with: "mnist").replacing("{version}", with: "1")
                .replacing("{form}", with: "exam")
            for method in methods {
                let answer = try await client.ask(HTTPMethod(rawValue: method.key.uppercased()), address)
                #expect(![404, 405, 500].contains(answer.status), "\(method.key) \(address): \(answer.status)")
                #expect(
                    method.value["responses"]?[String(answer.status)] != nil,
                    "\(method.key) \(address): \(answer.status) is not described")
                // The answers to a wrong token, another site's page and a wrong query.
                let refusals = ["400", "401", "421"] + (method.key == "get" ? [] : ["403", "408", "413"])
                for status in refusals {
                    #expect(method.value["responses"]?[status] != nil, "\(method.key) \(path.key): \(status) is not described")
                }
            }
        }
        // All is described but the files of the page.
        for address in client.responder.addresses where !["GET /", "GET /review"].contains(address) {
            let parts = address.split(separator: " ").map(String.init)
            let isFile = parts[1].contains(".") && parts[1] != "/openapi.json"
            #expect(isFile || description?["paths"]?[parts[1]]?[parts[0].lowercased()] != nil, "\(address) is not described")
        }
    }

    @Test func countsWhatItDoes() async throws {
        let client = try Client()
        _ = try await client.get("/v2")
        _ = try await client.get("/nothing")
        #expect(try await client.ask(.POST, "/look?model=mnist", body: PictureTests.seven).status == 200)
        #expect(try await client.ask(.POST, "/read", body: PictureTests.paper()).status == 200)
        let text = String(decoding: try await client.get("/metrics").body, as: UTF8.self)
        #expect(text.contains(#"digits_http_requests_total{route="/read",method="POST",status="200"} 1"#))
        #expect(text.contains(#"digits_pictures_total{model="digits",version="1"} 1"#))
        #expect(text.contains(#"digits_samples_total{model="digits",version="1"} 1"#))
        #expect(text.contains(#"digits_pictures_total{model="mnist",version="1"} 1"#))
        let lines = text.split(separator: "\n")
        for (index, line) in lines.enumerated() where line.hasPrefix("# TYPE ") {
            let name = line.split(separator: " ")[2]
            #expect(index > 0 && lines[index - 1].hasPrefix("# HELP \(name) "), "\(name)")
        }
        #expect(text.contains(#"digits_http_requests_total{route="/v2",method="GET",status="200"} 1"#))
        #expect(text.contains(#"digits_http_requests_total{route="NotFound",method="GET",status="404"} 1"#))
        #expect(text.contains(#"digits_http_request_duration_seconds_count{route="/v2",method="GET",status="200"} 1"#))
        #expect(text.contains(#"digits_samples_total{model="mnist",version="1"} 1"#))
        #expect(text.split(separator: "\n").allSatisfy { $0.hasPrefix("# ") || $0.split(separator: " ").count == 2 })
    }

    @Test func servesSeveralModelsAndReadsThemAgain() async throws {
        let folder = try Folder()
        func write(_ seed: UInt64, _ name: String) throws {
            let model = try Sequential(inputShape: [28, 28, 1], seed: seed) {
                Flatten()
                Dense(units: 10, activation: .softmax)
            }
            try model.save(to: "\(folder.path)/\(name).h5")
        }
        try write(1, "one")
        try write(2, "two")
        let sources = try ["a=\(folder.path)/one.h5", "a=\(folder.path)/two.h5", "\(folder.path)/two.h5"].map {
            try ModelSource($0)
        }
        let client = try Client { $0.models = sources }
        let sample = try Sample()
        func outputs(_ path: String) async throws -> String? {
            let answer = try await client.post("/v1/models/\(path):predict", #"{"instances":[\#(sample.json)]}"#)
            return answer.json?["predictions"]?.text
        }
        #expect(try await client.get("/v2/models/a").json?["versions"] == ["1", "2"])
        let first = try await outputs("a/versions/1")
        let second = try await outputs("a")
        #expect(first != nil && first != second)
        #expect(try await outputs("two") == second)
        try write(3, "one")
        try client.server.reload()
        let third = try await outputs("a/versions/1")
        #expect(third != nil && third != first)
        #expect(try await outputs("a") == second)
        // A file that cannot be read changes nothing.
        try writeFile(Array("nonsense".utf8), to: "\(folder.path)/two.h5")
        #expect(throws: RecognizerError.self) { try client.server.reload() }
        #expect(try await outputs("two") == second)
    }

    @Test func modelSourcesHavePlainNames() throws {
        #expect(try ModelSource("m=dir/x.h5").name == "m")
        #expect(try ModelSource("m=dir/x.h5").origin == .file("dir/x.h5"))
        #expect(try ModelSource("dir/x.y.keras").name == "x.y")
        for (wrong, words) in [
            ("", "a file"), ("=x.h5", "a name"), ("a b=x.h5", "got \"a b\""), ("m=", "a file"), ("a/b=x.h5", "a name"),
            ("dir/ä.h5", "got \"ä\""), ("..=x", "a dot"),
        ] {
            let error = #expect(throws: RecognizerError.self) { try ModelSource(wrong) }
            #expect(error?.description.contains(words) == true, "\(wrong)")
        }
    }

    @Test func oneLineTellsOfARequest() async throws {
        let log = LogLines()
        let client = try Client(log: log) { $0.logsRequests = true }
        _ = try await client.get("/livez")
        _ = try await client.get("/\u{9b}31m\u{202e}%0a")
        _ = try await client.ask(.GET, "/livez", host: "evil.example")
        let lines = log.lines
        #expect(lines.count == 3)
        #expect(lines[0].hasPrefix("- GET /livez 200 14 bytes ") && lines[0].hasSuffix(" ms"))
        #expect(lines[1].hasPrefix("- GET /\\u{009B}31m\\u{202E}%0a 404 "))
        #expect(lines[2].hasPrefix("- GET /livez 421 "))
        let quiet = LogLines()
        _ = try await Client(log: quiet).get("/livez")
        #expect(quiet.lines.isEmpty)
    }

    @Test func aModelWithoutNumbersIsNotTaken() async throws {
        let folder = try Folder()
        let path = "\(folder.path)/m.h5"
        let good = try Sequential(inputShape: [28, 28, 1], seed: 1) {
            Flatten()
            Dense(units: 10, activation: .softmax)
        }
        try good.save(to: path)
        let log = LogLines()
        let client = try Client(log: log) { $0.models = [try! ModelSource("m=\(path)")] }
        let body = #"{"instances":[\#(try Sample().json)]}"#
        let first = try await client.post("/v1/models/m:predict", body)
        #expect(first.status == 200)
        var broken = good
        let shape = good.weights[1][1].shape
        try broken.setWeights([[], [good.weights[1][0], Tensor(shape: shape, scalars: [Float](repeating: .nan, count: 10))]])
        try broken.save(to: path)
        let error = #expect(throws: RecognizerError.self) { try client.server.reload() }
        #expect(error?.description.contains("m.h5: ") == true)
        #expect(try await client.post("/v1/models/m:predict", body).body == first.body)
    }
}
