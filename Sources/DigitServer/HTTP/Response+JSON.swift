import DigitJSON
import HTTPTypes
import Hummingbird
import NIOCore

extension Response {
    /// A response of JSON text.
    static func json(_ value: JSON, status: HTTPResponse.Status = .ok) -> Response { json(text: value.text, status: status) }

    /// A response of text that is JSON.
    static func json(text: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
