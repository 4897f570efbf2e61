import FuzzDriver

/// `fuzz-server TARGET`, then the arguments of libFuzzer.
@main
enum FuzzServer {
    static func main() {
        fuzz([
            "head": askAnything, "infer": askInfer, "tensor": askTensor, "predict": askPredict, "form": askForm,
        ])
    }
}

/// Everything that a client sends over one connection: heads, bodies in chunks, several requests.
func askAnything(_ bytes: [UInt8]) { check(ask(bytes)) }

/// The Open Inference Protocol's JSON text.
func askInfer(_ bytes: [UInt8]) { checkWhole(ask(request("/v2/models/mnist/infer", bytes))) }

/// The JSON text with binary data after it. The first two bytes are the length of the text.
func askTensor(_ bytes: [UInt8]) {
    guard bytes.count > 2 else { return }
    let header = "Inference-Header-Content-Length: \(Int(bytes[0]) | Int(bytes[1]) << 8)"
    checkWhole(ask(request("/v2/models/mnist/infer", Array(bytes[2...]), header)))
}

/// TensorFlow Serving's request.
func askPredict(_ bytes: [UInt8]) { checkWhole(ask(request("/v1/models/mnist:predict", bytes))) }

/// A form with a picture in it and, for sheets, another form's file.
func askForm(_ bytes: [UInt8]) {
    for path in ["/read", "/forms/read"] {
        check(ask(request(path, bytes, "Content-Type: multipart/form-data; boundary=x")))
    }
}

private func request(_ path: String, _ body: [UInt8], _ header: String = "Accept: */*") -> [UInt8] {
    let lines = [
        "POST \(path) HTTP/1.1", "Host: localhost", "Content-Length: \(body.count)", header, "Connection: close", "", "",
    ]
    return Array(lines.joined(separator: "\r\n").utf8) + body
}

/// 500 is an error of the server itself.
private func check(_ answer: [UInt8]) { precondition(!answer.starts(with: "HTTP/1.1 500".utf8), "an internal error") }

private func checkWhole(_ answer: [UInt8]) {
    check(answer)
    precondition(answer.starts(with: "HTTP/1.1 ".utf8), "each request is answered")
}
