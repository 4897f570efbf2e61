import DigitFiles
import DigitJSON
import NIOHTTP1
import Testing

private let headerLength = "Inference-Header-Content-Length"

struct OpenInferenceTests {
    private func floats(_ json: JSON?) -> [Float]? { json?.array?.compactMap(\.float) }

    private func request(_ data: String, datatype: String = "FP32", shape: String = "[1,28,28,1]", rest: String = "") -> String {
        #"{"inputs":[{"name":"input","shape":\#(shape),"datatype":"\#(datatype)","data":\#(data)}]\#(rest)}"#
    }

    @Test func describesItself() async throws {
        let client = try Client()
        #expect(try await client.get("/v2").json?["extensions"]?.array?.contains("binary_tensor_data") == true)
        #expect(try await client.get("/v2").json?["extensions"]?.array?.contains("model_repository") == false)
        #expect(try await client.get("/v2/models/mnist").json?["inputs"]?.array?[0]["shape"] == [-1, 28, 28, 1])
        #expect(try await client.get("/v2/models/mnist/versions/1/ready").json?["ready"] == true)
        #expect(try await client.get("/v2/models/mnist/config").json?["max_batch_size"] == 64)
        #expect(try await client.post("/v2/repository/index", "").json?.array?[0]["state"] == "READY")
        for path in ["/v2/health/live", "/v2/health/ready", "/livez", "/readyz"] {
            #expect(try await client.get(path).status == 200)
        }
    }

    @Test(arguments: ["[1,28,28,1]", "[1,28,28]", "[1,784]"])
    func infersFromNumbers(shape: String) async throws {
        let sample = try Sample()
        let answer = try await Client().post(
            "/v2/models/mnist/infer", request(sample.json, shape: shape, rest: #","id":"a\"b""#))
        #expect(answer.status == 200, "\(answer.error ?? "")")
        #expect(answer.json?["id"] == "a\"b")
        #expect(answer.json?["outputs"]?.array?[0]["shape"] == [1, 10])
        #expect(areClose(floats(answer.json?["outputs"]?.array?[0]["data"]), sample.outputs))
    }

    @Test(arguments: ["FP32", "UINT8"], ["identity", "gzip", "deflate"])
    func infersFromBinaryData(datatype: String, encoding: String) async throws {
        let sample = try Sample(3)
        let data = datatype == "UINT8" ? sample.pixels : sample.floats.withUnsafeBytes { Array($0) }
        let json = Array(
            #"{"inputs":[{"name":"input","shape":[1,28,28,1],"datatype":"\#(datatype)","parameters":{"binary_data_size":\#(data.count)}}],"parameters":{"binary_data_output":true}}"#
                .utf8)
        let body = json + data
        let packed = encoding == "gzip" ? gzip(body) : encoding == "deflate" ? deflateZlib(body) : body
        let answer = try await Client().ask(
            .POST, "/v2/models/mnist/versions/1/infer", body: packed,
            headers: [headerLength: "\(json.count)", "Content-Encoding": encoding])
        #expect(answer.status == 200, "\(answer.error ?? "")")
        let length = try #require(answer.header(headerLength).flatMap { Int($0) })
        #expect(
            try JSONReader.value(of: Array(answer.body[..<length]))["outputs"]?.array?[0]["parameters"]?["binary_data_size"] == 40
        )
        let outputs = answer.body[length...].withUnsafeBytes { bytes in
            (0..<10).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
        }
        #expect(areClose(outputs, sample.outputs))
    }

    @Test func classifies() async throws {
        let sample = try Sample(1)
        let answer = try await Client().post(
            "/v2/models/mnist/infer",
            request(sample.json, rest: #","outputs":[{"name":"output","parameters":{"classification":3}}]"#))
        let data = answer.json?["outputs"]?.array?[0]["data"]?.array
        let lines = try #require(data).compactMap(\.string)
        let best = sample.outputs.indices.sorted { sample.outputs[$0] > sample.outputs[$1] }.prefix(3)
        #expect(lines.map { $0.split(separator: ":").dropFirst().joined(separator: ":") } == best.map { "\($0):\($0)" })
        #expect(areClose(lines.map { Float($0.split(separator: ":")[0]) ?? .nan }, best.map { sample.outputs[$0] }))
    }

    /// Each invalid request, its status, and a word of the answer.
    static let wrongRequests: [(String, Int, String)] = [
        ("", 400, "object expected"), ("[]", 400, "object expected"), ("{}", 400, "one input named input expected, got none"),
        (#"{"inputs":[{"name":"x","shape":[1,784],"datatype":"FP32","data":[1]}]}"#, 400, "got x"),
        (#"{"inputs":[{"name":"input","shape":[1,784],"datatype":"FP32","data":[1,2]}]}"#, 400, "2 values do not match"),
        (
            #"{"inputs":[{"name":"input","shape":[1,783],"datatype":"FP32","data":[1]}]}"#, 400,
            "[n,28,28,1] or [n,784] expected, got [1,783]"
        ),
        (#"{"inputs":[{"name":"input","shape":[-1,784],"datatype":"FP32","data":[1]}]}"#, 400, "got [-1,784]"),
        (#"{"inputs":[{"name":"input","shape":[1152921504606846976,784],"datatype":"FP32","data":[]}]}"#, 400, "do not match"),
        (#"{"inputs":[{"name":"input","shape":[2305843009213693952,784],"datatype":"UINT8","data":[]}]}"#, 400, "do not match"),
        (
            #"{"inputs":[{"name":"input","shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,784],"datatype":"FP32","data":[]}]}"#, 400,
            "at most 16 elements"
        ),
        (#"{"inputs":[{"name":"input","shape":[1],"datatype":"BYTES","data":["aGVsbG8="]}]}"#, 400, "got BYTES"),
        (#"{"inputs":[{"name":"input","shape":[1],"data":[true,false],"datatype":"BOOL"}]}"#, 400, "got BOOL"),
        (#"{"inputs":[{"name":"input","shape":[1,784],"datatype":"FP32","data":["1"]}]}"#, 400, "number expected"),
        (#"{"inputs":[{"name":"input","shape":[1,784],"datatype":"FP32","data":[1e39]}]}"#, 400, "number expected"),
        (#"{"id":"\#(String(repeating: "x", count: 1025))"}"#, 400, "at most 1024 bytes"),
        (#"{"inputs":[\#([String](repeating: "{}", count: 17).joined(separator: ","))]}"#, 400, "at most 16 elements"),
        (#"{"inputs":[{"name":"input","shape":[9223372036854775807,784],"datatype":"FP32","data":[1]}]}"#, 400, "do not match"),
        (#"{"inputs":[{"name":"input","shape":[1,784],"datatype":"INT64","data":[1]}]}"#, 400, "got INT64"),
        (#"{"inputs":[{"name":"input","shape":[1,784],"datatype":"UINT8","data":[0.5]}]}"#, 400, "whole numbers from 0 to 255"),
        (#"{"inputs":[{"name":"input","shape":[1,784],"datatype":"FP32"}]}"#, 400, "got neither"),
        (
            #"{"inputs":[{"name":"input","shape":[1,784],"datatype":"FP32","parameters":{"binary_data_size":3136}}]}"#, 400,
            "got 0"
        ),
        (#"{"inputs":[{"name":"input","shape":[1,784],"datatype":"FP32","data":[NaN]}]}"#, 400, "number expected"),
        (#"{"inputs":[{"name":"input","parameters":{"shared_memory_region":"r"}}]}"#, 400, "shared memory"),
        (#"{"inputs":[],"inputs":[]}"#, 400, #""inputs" appears twice"#),
        (#"{"outputs":[],"outputs":[]}"#, 400, #""outputs" appears twice"#),
        (#"{"inputs":[{"name":"input","name":"x"}]}"#, 400, #""name" appears twice"#),
        (#"{"inputs":[{"data":[1],"data":[2]}]}"#, 400, #""data" appears twice"#),
        (#"{"outputs":[{"name":"output","n\u0061me":"output"}]}"#, 400, #""name" appears twice"#),
        (#"{"other":{"a":1,"a":1}}"#, 400, #""a" appears twice"#),
    ]

    @Test func saysWhatIsWrong() async throws {
        let client = try Client()
        for (body, status, words) in Self.wrongRequests {
            let answer = try await client.post("/v2/models/mnist/infer", body)
            #expect(answer.status == status)
            #expect(answer.error?.contains(words) == true, "\(body): \(answer.error ?? "no error")")
        }
        let sample = try Sample()
        let other = try await client.post("/v2/models/mnist/infer", request(sample.json, rest: #","outputs":[{"name":"x"}]"#))
        #expect(other.status == 400 && other.error == "outputs: output expected, got x")
        for count in [2, 16] {
            let names = [String](repeating: #"{"name":"output"}"#, count: count).joined(separator: ",")
            let twice = try await client.post("/v2/models/mnist/infer", request(sample.json, rest: #","outputs":[\#(names)]"#))
            #expect(twice.status == 400 && twice.error == "outputs: output expected once, got \(count) outputs")
        }
        #expect(try await client.post("/v2/models/none/infer", "{}").status == 404)
        #expect(try await client.post("/v2/models/mnist/versions/2/infer", "{}").error?.contains("version 2") == true)
        for length in ["3", "-1", "+2", "", "9223372036854775808"] {
            #expect(try await client.post("/v2/models/mnist/infer", "{}", headers: [headerLength: length]).status == 400)
        }
    }

    @Test(arguments: [("FP32 that are none", Float.nan), ("infinite", -Float.infinity), ("too large for the network", 3e38)])
    func valuesThatAreNoPixelsAreTheClientsFault(what: String, value: Float) async throws {
        var floats = try Sample().floats
        floats.replaceSubrange(200..<600, with: (200..<600).map { $0 % 2 == 0 ? value : -value })
        let client = try Client()
        for outputs in ["", #","outputs":[{"name":"output","parameters":{"classification":1}}]"#] {
            let json = Array(
                #"{"inputs":[{"name":"input","shape":[1,784],"datatype":"FP32","parameters":{"binary_data_size":3136}}]\#(outputs)}"#
                    .utf8)
            let answer = try await client.ask(
                .POST, "/v2/models/mnist/infer", body: json + floats.withUnsafeBytes { Array($0) },
                headers: [headerLength: "\(json.count)"])
            #expect(answer.status == 400 && answer.error?.contains("expected") == true, "\(answer.status) \(answer.error ?? "")")
        }
    }

    /// Long input is not repeated in full in the answer.
    @Test func messagesAreBounded() async throws {
        let name = String(repeating: "ä", count: 100_000)
        let answer = try await Client().post("/v2/models/mnist/infer", #"{"inputs":[{"name":"\#(name)"}]}"#)
        // Six bytes for each letter, as JSON escapes it.
        #expect(answer.status == 400 && answer.body.count < 6 * 500 + 50)
    }

    /// Sends a request for each sample, all at the same time, and checks the answers.
    private func askAtOnce(_ client: Client, _ samples: [Sample]) async throws {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for sample in samples {
                group.addTask {
                    let answer = try await client.post("/v2/models/mnist/infer", self.request(sample.json))
                    return areClose(self.floats(answer.json?["outputs"]?.array?[0]["data"]), sample.outputs)
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
    }

    @Test func requestsAtOnceShareBatches() async throws {
        let client = try Client { $0.batching.delay = .milliseconds(20) }
        let samples = try (0..<40).map { try Sample($0) }
        try await askAtOnce(client, samples)
        let statistics = try await client.get("/v2/models/mnist/stats").json?["model_stats"]?.array?[0]
        #expect(statistics?["inference_count"] == 40)
        #expect((statistics?["execution_count"]?.integer ?? 40) < 40)
    }

    /// The first requests go to workers; then the cost of a sample is known, and event loops run them by themselves.
    @Test func answersStayTheSame() async throws {
        let client = try Client()
        let samples = try (0..<20).map { try Sample($0) }
        for _ in 0..<3 { try await askAtOnce(client, samples) }
        let statistics = try await client.get("/v2/models/mnist/stats").json?["model_stats"]?.array?[0]
        #expect(statistics?["inference_count"] == 60 && statistics?["inference_stats"]?["success"]?["count"] == 60)
    }

    @Test func largeRequestsAreTakenInPieces() async throws {
        let sample = try Sample(5)
        let count = 333
        let all = "[" + [String](repeating: String(sample.json.dropFirst().dropLast()), count: count).joined(separator: ",") + "]"
        let answer = try await Client().post("/v2/models/mnist/infer", request(all, shape: "[\(count),784]"))
        let outputs = try #require(floats(answer.json?["outputs"]?.array?[0]["data"]))
        #expect(areClose(outputs, [[Float]](repeating: sample.outputs, count: count).flatMap { $0 }))
    }

    @Test func theSamplesOfARequestAreBounded() async throws {
        for (count, status) in [(1000, 200), (8193, 413)] {
            let json = Array(
                #"{"inputs":[{"name":"input","shape":[\#(count),784],"datatype":"UINT8","parameters":{"binary_data_size":\#(count * 784)}}]}"#
                    .utf8)
            let body = gzip(json + [UInt8](repeating: 0, count: count * 784))
            let answer = try await Client().ask(
                .POST, "/v2/models/mnist/infer", body: body,
                headers: [headerLength: "\(json.count)", "Content-Encoding": "gzip"])
            #expect(answer.status == status, "\(answer.error ?? "")")
        }
    }

    @Test func aFullQueueAndATimeoutAreSaid() async throws {
        // Nothing runs before the delay is over, so that requests that arrive in the meantime wait.
        let client = try Client {
            $0.batching.delay = .milliseconds(300)
            $0.batching.queueSize = 2
        }
        let sample = try Sample()
        try await withThrowingTaskGroup(of: (status: Int, retry: String?).self) { group in
            for index in 0..<5 {
                group.addTask {
                    let rest = index == 0 ? #","parameters":{"timeout":60000000}"# : ""
                    let answer = try await client.post("/v2/models/mnist/infer", self.request(sample.json, rest: rest))
                    return (answer.status, answer.header("Retry-After"))
                }
            }
            var statuses: [Int] = []
            for try await (status, retry) in group {
                statuses.append(status)
                #expect((status == 503) == (retry == "1"))
            }
            #expect(statuses.sorted() == [200, 200, 503, 503, 503])
        }
        let late = try await client.post("/v2/models/mnist/infer", request(sample.json, rest: #","parameters":{"timeout":1}"#))
        #expect(late.status == 503 && late.error?.contains("timeout") == true)
    }
}
