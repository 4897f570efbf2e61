import DigitJobs
import DigitServer
import NIOHTTP1
import TestSupport
import Testing

/// Parameters that are not known, or are there twice, are errors: whoever sends them expects an effect.
struct QueryTests {
    private let folder: Folder
    private let client: Client

    init() throws {
        let folder = try Folder()
        self.folder = folder
        try folder.write(Array(try ServedFormTests.form().text().utf8), as: "exam.form")
        let job = try Job(folder.file("exam.job"), mayBeNew: true)
        client = try Client {
            $0.forms = [try! FormSource(folder.file("exam.form"))]
            $0.formFolder = folder.file("kept")
            $0.corrections = folder.file("corrections")
            $0.job = job
        }
    }

    static let refused: [(HTTPMethod, String, words: String)] = [
        (.POST, "/corrections?label=7&label=3", "label: one value expected, got several"),
        (.POST, "/corrections?text=7&text=7", "text: one value expected, got several"),
        (.POST, "/corrections?label=7&l%61bel=7", "label: one value expected, got several"),
        (.POST, "/corrections?label=7&modle=mnist", "label, text, model expected, got modle"),
        (.POST, "/look?modle=mnist", "model expected, got modle"),
        (.POST, "/look?model=mnist&model=digits", "model: one value expected, got several"),
        (.POST, "/picture?pgae=1", "page expected, got pgae"), (.POST, "/picture?page=1&page=2", "page: one value"),
        (.POST, "/read?page=1&page=2", "page: one value expected, got several"),
        (.POST, "/read?page=+1", "page: a number from 1"),
        (.POST, "/forms?name=a&name=b", "name: one value"),
        (.POST, "/forms?name=a&repalce=1", "name, replace expected, got repalce"),
        (.POST, "/forms/propose?page=1&page=2", "page: one value"),
        (.POST, "/forms/propose?nmae=a", "page, name, filled expected"),
        (.POST, "/forms/check?name=a", "no query expected, got name"), (.POST, "/forms/assign?count=3", "no query expected"),
        (.POST, "/forms/exam/read?page=1&page=2", "page"), (.GET, "/forms?name=a", "no query expected"),
        (.GET, "/models/mnist/filters?layer=1", "no query expected, got layer"), (.GET, "/livez?x", "no query expected, got x"),
        (.GET, "/v2/models/mnist?version=1", "no query expected"), (.GET, "/v1/models/mnist?version=1", "no query expected"),
        (.POST, "/v2/models/mnist/infer?version=1", "no query expected, got version"),
        (.POST, "/v1/models/mnist:predict?version=1", "no query expected, got version"),
        (.POST, "/v2/repository/index?x=1", "no query expected"), (.GET, "/forms/field?id=1&id=2", "id: one value"),
        (.GET, "/forms/job?x=1", "no query expected"), (.GET, "/forms/export?fromat=jsonl", "format expected, got fromat"),
        (.DELETE, "/forms/job?name=exam.job&name=b", "name: one value"),
        (.DELETE, "/forms/job?name=exam.job&force=1", "got force"),
    ]

    @Test func otherParametersAreRefused() async throws {
        for (method, address, words) in Self.refused {
            let answer = try await client.ask(method, address, body: method == .POST ? PictureTests.seven : [])
            #expect(
                answer.status == 400 && answer.error?.contains(words) == true,
                "\(address): \(answer.status) \(answer.error ?? "")")
        }
        #expect(folder.has("exam.job") && !folder.has("corrections") && !folder.has("kept"))
    }

    @Test func anEmptyQueryIsNone() async throws {
        for address in ["/livez?", "/livez?&", "/v2?#x"] { #expect(try await client.get(address).status == 200, "\(address)") }
        #expect(try await client.ask(.POST, "/look?&model=mnist&", body: PictureTests.seven).status == 200)
    }

    @Test("A key twice in a body is an error, too") func keys() async throws {
        for (address, body) in [
            ("/forms/assign", #"{"count": 3, "count": 4, "fields": []}"#), ("/forms/next", #"{"who": "Ann", "who": "Bo"}"#),
            ("/v2/repository/index", #"{"ready": true, "ready": false}"#),
        ] {
            let answer = try await client.post(address, body)
            #expect(answer.status == 400 && answer.error?.contains(" appears twice") == true, "\(address): \(answer.error ?? "")")
        }
    }
}
