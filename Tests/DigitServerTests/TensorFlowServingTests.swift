import DigitImage
import DigitJSON
import DigitPhoto
import Testing

struct TensorFlowServingTests {
    private func rows(_ json: JSON?) -> [[Float]]? { json?.array?.map { $0.array?.compactMap(\.float) ?? [] } }

    /// Nested as the model's input is.
    private func nested(_ sample: Sample) -> String {
        let pixels = sample.floats
        return "["
            + (0..<28).map { y in "[" + (0..<28).map { "[\(pixels[y * 28 + $0])]" }.joined(separator: ",") + "]" }.joined(
                separator: ",") + "]"
    }

    @Test func predictsInBothForms() async throws {
        let client = try Client()
        let (one, two) = (try Sample(1), try Sample(2))
        let all = "[\(nested(one)),\(nested(two))]"
        let named = #"[{"input":\#(nested(one))},{"input":\#(nested(two))}]"#
        for (body, key) in [
            (#"{"instances":\#(all)}"#, "predictions"),
            (#"{"instances":\#(named),"signature_name":"serving_default"}"#, "predictions"),
            (#"{"inputs":\#(all)}"#, "outputs"), (#"{"inputs":{"input":\#(all)}}"#, "outputs"),
        ] {
            for path in ["/v1/models/mnist:predict", "/v1/models/mnist/versions/1:predict"] {
                let answer = try await client.post(path, body)
                #expect(answer.status == 200, "\(answer.error ?? "")")
                let found = rows(answer.json?[key])
                #expect(areClose(found?.first, one.outputs) && areClose(found?.last, two.outputs))
            }
        }
    }

    @Test func predictsFromFiles() async throws {
        let sample = try Sample(4)
        let png = try encodePNG(GrayImage(width: 28, height: 28, pixels: sample.pixels))
        let client = try Client()
        let raw = base64(sample.pixels)
        let answer = try await client.post("/v1/models/mnist:predict", #"{"instances":[{"b64":"\#(raw)"}]}"#)
        #expect(areClose(rows(answer.json?["predictions"])?.first, sample.outputs))
        let file = try await client.post("/v1/models/mnist:predict", #"{"instances":[{"input":{"b64":"\#(base64(png))"}}]}"#)
        #expect(file.status == 200, "\(file.error ?? "")")
    }

    @Test func describesItself() async throws {
        let client = try Client()
        let status = try await client.get("/v1/models/mnist").json
        #expect(status?["model_version_status"]?.array?[0]["state"] == "AVAILABLE")
        #expect(status?["ready"] == true)
        let definition = try await client.get("/v1/models/mnist/metadata").json?["metadata"]?["signature_def"]?["signature_def"]
        #expect(definition?["serving_default"]?["inputs"]?["input"]?["dtype"] == "DT_FLOAT")
        #expect(try await client.get("/v1/models").json?["models"] == ["digits", "mnist"])
    }

    @Test(arguments: [
        (#"{}"#, "instances or inputs expected"), (#"{"instances":[[1,2]]}"#, "got [1,2]"),
        (#"{"instances":[1],"inputs":[1]}"#, "got both"),
        (#"{"instances":[{"b64":"!"}]}"#, "base64"), (#"{"instances":[{"b64":"aGVsbG8="}]}"#, "found text"),
        (#"{"instances":[{}]}"#, "got an empty one"), (#"{"instances":[{},{"input":[1]}]}"#, "got an empty one"),
        (#"{"instances":[{"input":[1]},{}]}"#, "got an empty one"), (#"{"inputs":{"input":[{}]}}"#, "got an empty one"),
        (#"{"instances":[{"input":[1],"input":[2]}]}"#, #""input" appears twice"#),
        (#"{"instances":[{"b64":"aGVsbG8=","b64":"aGVsbG8="}]}"#, #""b64" appears twice"#),
        (#"{"instances":[{"input":{"b64":"aGVsbG8=","b64":"aGVsbG8="}}]}"#, #""b64" appears twice"#),
        (#"{"instances":[{"b64":"aGVsbG8=","input":[1]}]}"#, "one value expected, got input too"),
        (#"{"instances":[{"input":{}}]}"#, "got an empty object"),
        (#"{"instances":[],"instances":[]}"#, #""instances" appears twice"#),
        (#"{"instances":[{"other":[1]}]}"#, "got other"), (#"{"instances":[{"input":[1]},{"input":[1,2]}]}"#, "equal shapes"),
        (#"{"instances":[[1]],"signature_name":"other"}"#, "serving_default"), ("nonsense", "object expected"),
    ])
    func saysWhatIsWrong(body: String, words: String) async throws {
        let answer = try await Client().post("/v1/models/mnist:predict", body)
        #expect(answer.status == 400)
        #expect(answer.error?.contains(words) == true, "\(answer.error ?? "no error")")
    }

    @Test func otherVerbsAndModelsAreSaid() async throws {
        let client = try Client()
        for path in ["/v1/models/mnist:classify", "/v1/models/mnist/versions/1:regress"] {
            let answer = try await client.post(path, "{}")
            #expect(answer.status == 404 && answer.error == ":\(path.split(separator: ":")[1]) is not supported; :predict is")
        }
        #expect(try await client.post("/v1/models/none:predict", "{}").status == 404)
        #expect(try await client.post("/v1/models/mnist", "{}").header("Allow") == "GET, HEAD")
        #expect(try await client.get("/v1/models/mnist:predict").header("Allow") == "POST")
    }
}

/// Base64 by the standard, bit by bit.
func base64(_ bytes: [UInt8]) -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    let bits = bytes.flatMap { byte in (0..<8).map { Int(byte >> (7 - UInt8($0)) & 1) } }
    var text = ""
    for start in stride(from: 0, to: bits.count, by: 6) {
        let group = bits[start..<min(start + 6, bits.count)]
        text.append(letters[group.reduce(0) { $0 * 2 + $1 } << (6 - group.count)])
    }
    return text + String(repeating: "=", count: (4 - text.count % 4) % 4)
}
