import DigitFiles
import DigitServer
import NIOHTTP1
import TestSupport
import Testing

/// Forms (`multipart/form-data`): what a route does not expect is an error that names it, wherever it stands.
struct MultipartTests {
    private static let picture = "Content-Disposition: form-data; name=\"file\"; filename=\"7.png\""
    private static let headers: HTTPHeaders = ["Content-Type": "multipart/form-data; boundary=b"]

    /// A body with a part for each head.
    private func body(_ parts: [(head: String, bytes: [UInt8])]) -> [UInt8] {
        parts.flatMap { Array("--b\r\n\($0.head)\r\n\r\n".utf8) + $0.bytes + Array("\r\n".utf8) } + Array("--b--\r\n".utf8)
    }

    private static let routes = [
        "/read", "/picture", "/look", "/corrections?label=7", "/forms/propose", "/forms/exam/read", "/forms/read",
    ]
    private static let wrong = [
        ("Content-Disposition: form-data; name=\"length\"", "got \"length\""),
        ("Content-Disposition: form-data; name=\"file\"", "file: a file expected, got a part without a file name"),
        ("Content-Disposition: form-data; name=\"other\"; filename=\"a.png\"", "got \"other\""),
        ("Content-Disposition: form-data; name=\"\"; filename=\"a.png\"", "got \"\""),
        ("Content-Disposition: form-data; filename=\"a.png\"", "got one without a name"), ("X: y", "got one without a name"),
        ("X: \(String(repeating: "y", count: 5000))", "a head of at most 4096 bytes expected"),
    ]

    private func client(_ folder: Folder) throws -> Client {
        try folder.write(Array(try ServedFormTests.form().text().utf8), as: "exam.form")
        return try Client {
            $0.forms = [try! FormSource(folder.file("exam.form"))]
            $0.corrections = folder.file("corrections")
        }
    }

    @Test("No part is dropped", arguments: routes) func parts(route: String) async throws {
        let folder = try Folder()
        let client = try client(folder)
        let picture = (Self.picture, try PictureTests.paper())
        let form = (
            "Content-Disposition: form-data; name=\"form\"; filename=\"a\"", Array(try ServedFormTests.form().text().utf8)
        )
        let good = route == "/forms/read" ? [picture, form] : [picture]
        for (head, words) in Self.wrong {
            for parts in [good + [(head, [0x37])], [(head, [0x37])] + good] {
                let answer = try await client.ask(.POST, route, body: body(parts), headers: Self.headers)
                #expect(
                    answer.status == 400 && answer.error?.contains(words) == true, "\(head.prefix(80)): \(answer.error ?? "")")
            }
        }
        #expect(folder.names == ["exam.form"])
        let answer = try await client.ask(.POST, route, body: body(good), headers: Self.headers)
        #expect((200...201).contains(answer.status), "\(answer.error ?? "")")
        // A body that is cut short has lost a part, too.
        let cut = body(good).dropLast(7)
        let lost = try await client.ask(.POST, route, body: Array(cut), headers: Self.headers)
        #expect(lost.status == 400 && lost.error?.contains("the boundary b expected after part \(good.count)") == true)
    }

    @Test("One picture where one is read", arguments: ["/picture", "/look", "/corrections?label=7", "/forms/propose"])
    func onePicture(route: String) async throws {
        let folder = try Folder()
        let picture = (Self.picture, try PictureTests.paper())
        let answer = try await client(folder).ask(.POST, route, body: body([picture, picture]), headers: Self.headers)
        #expect(answer.status == 400 && answer.error == "form: one part file expected, got 2")
    }

    @Test("A list is a file", arguments: ["/read", "/forms/exam/read"]) func lists(route: String) async throws {
        let name = route == "/read" ? "among" : "among.student"
        let parts = [
            (Self.picture, try PictureTests.paper()), ("Content-Disposition: form-data; name=\"\(name)\"", Array("7\n".utf8)),
        ]
        let answer = try await client(try Folder()).ask(.POST, route, body: body(parts), headers: Self.headers)
        #expect(answer.status == 400 && answer.error == "\(name): a file expected, got a part without a file name")
    }

    @Test("Form files are bodies", arguments: ["/forms?name=new", "/forms/check"]) func formFiles(route: String) async throws {
        let folder = try Folder()
        let client = try Client { $0.formFolder = folder.file("forms") }
        let text = Array(try ServedFormTests.form().text().utf8)
        let answer = try await client.ask(.POST, route, body: body([(Self.picture, text)]), headers: Self.headers)
        #expect(answer.status == 400 && answer.error == "a form file as the body expected, got multipart/form-data")
        #expect((200...201).contains(try await client.ask(.POST, route, body: text).status))
    }
}
