import DigitServer
import NIOCore
import NIOHTTP1
import Testing

/// Requests that are rejected by their head alone, as in RFC 9110 and RFC 9112, before their body is read.
struct HeadTests {
    private static func head(_ target: String, _ lines: String..., method: String = "GET", version: String = "1.1") -> String {
        "\(method) \(target) HTTP/\(version)\n" + lines.map { $0 + "\n" }.joined() + "\n"
    }

    /// Heads and the statuses of their answers.
    static let refused: [(String, Int)] = [
        (head("/livez", "Host: localhost", "Host: localhost"), 400),
        (head("/livez", "Host: localhost", "Host: evil.example"), 400),
        (head("/livez"), 400), (head("/livez", "Host:"), 400), (head("/livez", "Host: [::1]evil.example"), 400),
        (head("/livez", "Host: localhost:80@evil.example"), 400), (head("/livez", "Host: localhost:8x"), 400),
        (head("/livez", "Host: localhost:65536"), 400), (head("/livez", "Host: localhost, evil.example"), 400),
        (head("/livez", "Host: [::1"), 400), (head("/livez", "Host: [localhost]"), 400), (head("/livez", "Host: a b"), 400),
        (head("/livez", "Host: localhost/x"), 400), (head("/livez", "Host: evil.example"), 421),
        (head("/livez", "Host: localhost.evil.example"), 421), (head("/livez", "Host: 127.0.0.1.evil.example"), 421),
        (head("/livez", "Host: [::2]"), 421), (head("/livez", "Host: 0x7f.1"), 421),
        (head("http://evil.example/livez", "Host: localhost"), 421),
        (head("http://localhost@evil.example/livez", "Host: localhost"), 400),
        (head("https://localhost/livez", "Host: localhost"), 421), (head("http:///livez", "Host: localhost"), 400),
        (head("ftp://localhost/livez", "Host: localhost"), 421), (head("*", "Host: localhost"), 400),
        (head("localhost:80", "Host: localhost", method: "CONNECT"), 501),
        (head("/read", "Host: localhost", "Content-Length: 4611686018427387905", method: "POST"), 413),
        (head("/read", "Host: localhost", "Content-Length: 9223372036854775808", method: "POST"), 413),
        (head("/read", "Host: localhost", "Content-Length: 18446744073709551615", method: "POST"), 413),
        (head("/read", "Host: localhost", "Content-Length: 99999999999999999999999", method: "POST"), 400),
        (head("/read", "Host: localhost", "Content-Length: -1", method: "POST"), 400),
        (head("/read", "Host: localhost", "Content-Length: +1", method: "POST"), 400),
        (head("/read", "Host: localhost", "Content-Length: 1, 1", method: "POST"), 400),
        (head("/read", "Host: localhost", "Content-Length: 1", "Content-Length: 1", method: "POST"), 400),
        (head("/read", "Host: localhost", "Content-Length: 1", "Transfer-Encoding: chunked", method: "POST"), 400),
        (head("/read", "Host: localhost", "Transfer-Encoding: identity, chunked", method: "POST"), 501),
        (head("/read", "Host: localhost", "Transfer-Encoding: gzip, chunked", method: "POST"), 501),
        (head("/read", "Host: localhost", "Transfer-Encoding: gzip", "Transfer-Encoding: chunked", method: "POST"), 501),
        (head("/read", "Host: localhost", "Transfer-Encoding: chunked, chunked", method: "POST"), 400),
        (head("/read", "Host: localhost", "Transfer-Encoding: identity", method: "POST"), 400),
        (head("/read", "Host: localhost", "Transfer-Encoding: chunked, gzip", method: "POST"), 400),
        (head("/read", "Host: localhost", "Transfer-Encoding: xchunked", method: "POST"), 400),
        (head("/read", "Host: localhost", "Transfer-Encoding: chunked", method: "POST", version: "1.0"), 400),
    ]

    @Test func aHeadThatIsRefusedEndsTheConnection() throws {
        for (head, status) in Self.refused {
            let connection = try TestConnection()
            // What follows is not taken as a request.
            connection.send(head + "GET /v2/models/mnist/infer HTTP/1.1\nHost: localhost\n\n")
            let answer = try connection.received()
            #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(head)\(answer.prefix(40))")
            #expect(answer.contains("\r\nConnection: close\r\n") && answer.contains("{\"error\": \""), "\(head)")
            #expect(answer.split(separator: "HTTP/1.1 ").count == 1)
            connection.passTime(seconds: 4)
            #expect(!connection.channel.isActive)
        }
    }

    @Test func whatIsAllowedIsAnswered() throws {
        let path = "/v2/models/mnist/infer"
        for text in [
            Self.head("http://localhost:8080\(path)", "Host: evil.example"),
            Self.head("HTTP://127.0.0.1\(path)?x", "Host: localhost"),
            Self.head(path, "Host: [::1]:8080"), Self.head(path, "Host: [0:0:0:0:0:0:0:1]"), Self.head(path, "Host: LOCALHOST:"),
            Self.head(path, "Host: digits.localhost"), Self.head(path, "Host: localhost", version: "1.0"),
            Self.head(path, "Host: localhost", "Transfer-Encoding: Chunked") + "0\n\n",
            Self.head(path, "Host: localhost", "Content-Length: 8192") + String(repeating: "x", count: 8192),
        ] {
            let connection = try TestConnection()
            connection.send(text)
            #expect(try connection.statuses() == [405], "\(text)")
        }
    }

    /// An unwanted body is neither requested nor held.
    @Test func accessIsJudgedBeforeTheBody() throws {
        for (lines, status) in [
            (["Host: localhost"], 401), (["Host: localhost", "Authorization: Bearer wrong"], 401),
            (["Host: localhost", "Authorization: bearer secret", "Origin: http://evil.example"], 403),
        ] {
            let connection = try TestConnection { $0.token = "secret" }
            let head = "POST /v2/models/mnist/infer HTTP/1.1\nContent-Length: 33000000\nExpect: 100-continue\n"
            connection.send(head + lines.map { $0 + "\n" }.joined() + "\n" + String(repeating: "x", count: 100_000))
            #expect(try connection.statuses() == [status])
            #expect(connection.client.server.bodies.heldBytes == 0)
        }
        let admitted = try TestConnection { $0.token = "secret" }
        admitted.send(
            "POST /v2/models/mnist/infer HTTP/1.1\nHost: localhost\nAuthorization: bearer secret\nContent-Length: 2\nExpect: 100-continue\n\n"
        )
        #expect(try admitted.statuses() == [100])
        admitted.send("{}")
        #expect(try admitted.statuses() == [400])
        // RFC 9110, section 10.1.1: a client of HTTP/1.0 does not know such an answer.
        let old = try TestConnection()
        old.send("POST /v2/models/mnist/infer HTTP/1.0\nHost: localhost\nContent-Length: 2\nExpect: 100-continue\n\n{}")
        #expect(try old.statuses() == [400])
    }

    /// Requests that use no body have a small one at most, with a token or without: the memory for bodies is for others.
    @Test func aBodyThatIsOfNoUseIsRefused() throws {
        let (site, token) = ("https://digits.example", "Authorization: Bearer secret")
        let preflight = ["Origin: \(site)", "Access-Control-Request-Method: POST"]
        let requests: [(method: String, target: String, lines: [String], status: Int)] = [
            ("GET", "/livez", [], 413), ("HEAD", "/v2/health/ready", [], 413), ("GET", "/", [], 413),
            ("GET", "/app.js?x", [], 413),
            ("OPTIONS", "/read", preflight, 413), ("OPTIONS", "/v2/models/mnist/infer", preflight, 413),
            ("POST", "/livez", [], 405), ("PUT", "/", [], 405), ("OPTIONS", "/readyz", [], 405), ("POST", "/read", [], 401),
            ("GET", "/metrics", [token], 413), ("GET", "/v2/models/mnist", [token], 413),
            ("POST", "/v2/repository/index", [token], 413), ("PUT", "/read", [token], 405), ("POST", "/reed", [token], 404),
            ("GET", "/v2/models/mnist/infer", [token], 405), ("POST", "/v1/models/mnist:classify", [token], 404),
            ("POST", "/look?modle=mnist", [token], 400), ("POST", "/v1/models/mnist:predict?x=1", [token], 400),
        ]
        for (method, target, lines, status) in requests {
            for (more, body) in [
                (["Content-Length: 8193", "Expect: 100-continue"], ""),
                (["Transfer-Encoding: chunked"], "2001\n" + String(repeating: "x", count: 8193)),
            ] {
                let connection = try TestConnection {
                    ($0.token, $0.allowedOrigins) = ("secret", [site])
                }
                let head = "\(method) \(target) HTTP/1.1\nHost: localhost\n" + (lines + more).map { $0 + "\n" }.joined() + "\n"
                connection.send(head + body)
                let answer = try connection.received()
                #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(head)\(answer.prefix(40))")
                #expect(answer.contains("\r\nConnection: close\r\n"))
                #expect(connection.client.server.bodies.heldBytes == 0)
            }
        }
    }

    @Test(
        "Bodies that are of use may be large",
        arguments: [
            "/read?page=1", "/look?model=mnist", "/corrections?label=7", "/picture?page=1", "/forms?name=a", "/forms/propose",
            "/forms/check", "/forms/read", "/forms/exam/read", "/forms/assign", "/v2/models/mnist/infer",
            "/v2/models/mnist/versions/1/infer", "/v1/models/mnist:predict", "/v1/models/mnist/versions/1:predict",
        ])
    func aBodyThatIsOfUseIsTaken(target: String) throws {
        let connection = try TestConnection()
        connection.send(Self.head(target, "Host: localhost", "Content-Length: 33000000", "Expect: 100-continue", method: "POST"))
        #expect(try connection.statuses() == [100])
        let chunked = try TestConnection()
        chunked.send(
            Self.head(target, "Host: localhost", "Transfer-Encoding: chunked", method: "POST") + "2001\n"
                + String(repeating: "x", count: 8193))
        #expect(try chunked.statuses() == [] && chunked.client.server.bodies.heldBytes == 8193)
    }

    /// RFC 9110, section 5.5.
    @Test func blanksAfterAValueAreNotPartOfIt() throws {
        for blank in [" ", "\t", " \t "] {
            let connection = try TestConnection { $0.token = "secret" }
            let lines = ["Host: localhost", "Authorization: Bearer secret", "Content-Encoding: identity"].map {
                $0 + blank + "\n"
            }
            // SwiftNIO's parser itself refuses a tab after this one.
            let length = "Content-Length: 2" + blank.replacing("\t", with: " ") + "\n\n"
            for _ in 0..<2 {
                connection.send("POST /v2/models/mnist/infer HTTP/1.1\n" + lines.joined() + length + "{}")
                #expect(try connection.received().contains("one input named input expected, got none"))
            }
        }
    }

    /// SwiftNIO's parser reads nothing after such a request, so that the connection could not be used.
    @Test func anUpgradeIsNotMadeAndTheConnectionEnds() throws {
        let connection = try TestConnection()
        connection.send(Self.head("/v2/models/mnist/infer", "Host: localhost", "Connection: Upgrade", "Upgrade: h2c"))
        let answer = try connection.received()
        #expect(answer.hasPrefix("HTTP/1.1 405 ") && answer.contains("\r\nConnection: close\r\n"))
    }

    @Test func otherSitesAreLetInByName() async throws {
        let site = "https://digits.example"
        let client = try Client {
            $0.allowedOrigins = [site]
            $0.token = "secret"
        }
        let preflight = try await client.ask(
            .OPTIONS, "/read", headers: ["Origin": site, "Access-Control-Request-Method": "POST"])
        #expect(preflight.status == 204 && preflight.body.isEmpty)
        #expect(preflight.header("Access-Control-Allow-Origin") == site && preflight.header("Vary") == "Origin")
        #expect(preflight.header("Access-Control-Allow-Methods")?.contains("POST") == true)
        #expect(preflight.header("Access-Control-Allow-Headers")?.contains("Authorization") == true)
        // The page can read that it lacks the token.
        let refused = try await client.ask(.POST, "/look", body: PictureTests.seven, headers: ["Origin": site])
        #expect(refused.status == 401 && refused.header("Access-Control-Allow-Origin") == site)
        let answer = try await client.ask(
            .POST, "/look", body: PictureTests.seven,
            headers: ["Origin": site, "Authorization": "Bearer secret", "Accept-Encoding": "gzip"])
        #expect(answer.status == 200 && answer.header("Vary") == "Accept-Encoding, Origin")
        for other in ["https://digits.example:8443", "http://digits.example", "https://evil.example", "null"] {
            let preflight = try await client.ask(
                .OPTIONS, "/read", headers: ["Origin": other, "Access-Control-Request-Method": "POST"])
            #expect(preflight.status == 403 && preflight.header("Access-Control-Allow-Origin") == nil)
            #expect(preflight.header("Vary") == "Origin")
        }
        #expect(try await client.get("/livez").header("Vary") == "Origin")
        #expect(try await Client().get("/livez").header("Vary") == nil)
    }

    @Test func originsAreWrittenAsBrowsersDo() {
        #expect(CrossOriginPolicy.origin("HTTPS://Digits.Example:443") == "https://digits.example")
        #expect(CrossOriginPolicy.origin("http://localhost:3000") == "http://localhost:3000")
        for wrong in ["*", "null", "digits.example", "https://", "https://a/", "https://a/b", "file://a", "https://a@b", ""] {
            #expect(CrossOriginPolicy.origin(wrong) == nil, "\(wrong)")
        }
    }
}
