import DigitJSON
import HTTPTypes
import Hummingbird
import NIOCore

extension Response {
    /// A response of some bytes.
    init(_ bytes: [UInt8], headers: HTTPFields) {
        self.init(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// A response of JSON text.
    static func json(_ value: JSON, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: value.text)))
    }
}
