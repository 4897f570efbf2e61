import DigitFiles
import DigitImage
import DigitPhoto
import DigitServer
import Dispatch
import NIOCore
import NIOHTTP1
import Testing

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

struct PictureQueueTests {
    @Test func linesTakeTurns() {
        var queue = FairQueue<String, Int>()
        for number in 1...4 { queue.append(number, from: "a") }
        queue.append(11, from: "b")
        queue.append(21, from: "c")
        queue.append(12, from: "b")
        #expect(queue.count == 7)
        #expect(queue.popFirst() == 1)
        queue.append(31, from: "d")
        #expect(queue.removeAll { $0 == 21 || $0 == 4 }.sorted() == [4, 21])
        var rest: [Int] = []
        while let number = queue.popFirst() { rest.append(number) }
        #expect(rest == [11, 2, 31, 12, 3] && queue.count == 0)
    }

    /// One thread, blocked by the first job until all others wait.
    /// - Parameter interrupt: called when all wait.
    private func orderOfJobs(
        _ wanted: [Requester], interrupt: @escaping @Sendable (PictureQueue) -> Void = { _ in }
    ) async throws -> [String] {
        var limits = ServerLimits()
        limits.pictures = 1
        let queue = PictureQueue(limits: limits)
        let order = LogLines()
        let gate = DispatchSemaphore(value: 0)
        let (isHeld, held) = AsyncStream.makeStream(of: Void.self)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await queue.run(for: Requester()) { _ in
                    held.yield()
                    gate.wait()
                }
            }
            await isHeld.first { _ in true }
            for (index, requester) in wanted.enumerated() {
                group.addTask {
                    do {
                        try await queue.run(for: requester) { _ in order.append(requester.address) }
                    } catch {
                        #expect((error as? ServiceError)?.status == .serviceUnavailable)
                    }
                }
                while queue.waitingCount < index + 1 { await Task.yield() }
            }
            interrupt(queue)
            gate.signal()
            try await group.waitForAll()
            return order.lines
        }
    }

    @Test func connectionsTakeTurns() async throws {
        let (greedy, modest) = (Requester(address: "greedy"), Requester(address: "modest"))
        let order = try await orderOfJobs([greedy, greedy, greedy, greedy, modest])
        #expect(order.firstIndex(of: "modest") == 1)
        #expect(order.count == 5)
    }

    /// Two stacks of three pages and a queue with two places: each job ends when the other stack's next page waits.
    @Test("A stack keeps its place to its end, and stacks take turns") func stacksKeepTheirPlaces() async throws {
        var limits = ServerLimits()
        (limits.pictures, limits.waitingPictures) = (1, 1)
        let queue = PictureQueue(limits: limits)
        let (order, refused) = (LogLines(), LogLines())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for name in ["a", "b"] {
                group.addTask {
                    try await queue.takingTurns(for: Requester(address: name)) { turns in
                        for page in 1...3 {
                            try await turns.run { _ in
                                order.append("\(name)\(page)")
                                while order.lines.count < 6, queue.waitingCount == 0 { sched_yield() }
                            }
                            // Nobody else gets a place meanwhile, however often it is tried.
                            guard page < 3 else { continue }
                            do { try await queue.run(for: Requester()) { _ in order.append("other") } } catch {
                                #expect((error as? ServiceError)?.status == .serviceUnavailable)
                                refused.append(name)
                            }
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        let first = order.lines.first?.prefix(1) == "a" ? ["a", "b"] : ["b", "a"]
        #expect(order.lines == (1...3).flatMap { page in first.map { "\($0)\(page)" } })
        #expect(refused.lines.sorted() == ["a", "a", "b", "b"])
        // The places are free again: both, and no more.
        #expect(try await queue.takingTurns(for: Requester()) { _ in try await queue.run(for: Requester()) { _ in 7 } } == 7)
        await #expect(throws: ServiceError.self) {
            try await queue.takingTurns(for: Requester()) { _ in
                try await queue.takingTurns(for: Requester()) { _ in try await queue.run(for: Requester()) { _ in 7 } }
            }
        }
    }

    @Test("A stack whose client goes, or whose page cannot be read, frees its place") func abandonedStacks() async throws {
        struct Stop: Error {}
        var limits = ServerLimits()
        (limits.pictures, limits.waitingPictures) = (1, 0)
        let queue = PictureQueue(limits: limits)
        for _ in 0..<3 {
            let gone = Requester(address: "gone")
            gone.leave()
            await #expect(throws: ServiceError.self) {
                try await queue.takingTurns(for: gone) { turns in try await turns.run { _ in 7 } }
            }
            await #expect(throws: ServiceError.self) {
                try await queue.takingTurns(for: Requester()) { turns in
                    try await turns.run { _ throws(ServiceError) -> Int in
                        throw .badRequest("page 1")
                    }
                }
            }
            await #expect(throws: Stop.self) { try await queue.takingTurns(for: Requester()) { _ in throw Stop() } }
            #expect(try await queue.takingTurns(for: Requester()) { turns in try await turns.run { _ in 7 } } == 7)
        }
    }

    @Test func whatNobodyWaitsForIsLeft() async throws {
        let (gone, other) = (Requester(address: "gone"), Requester(address: "other"))
        let order = try await orderOfJobs([gone, gone, other]) { _ in gone.leave() }
        #expect(order == ["other"])
    }

    @Test func whatWaitsWhenTheServerEndsIsRefused() async throws {
        #expect(try await orderOfJobs([Requester(), Requester()]) { $0.end() }.isEmpty)
    }

    /// The pictures of one request are separate jobs, which count against the limit, and so do their pixels together.
    @Test func picturesOfARequestAreCounted() async throws {
        let client = try Client { $0.limits.waitingPictures = 3 }
        func body(_ files: [[UInt8]]) -> String {
            #"{"instances":[\#(files.map { #"{"b64":"\#(base64($0))"}"# }.joined(separator: ","))]}"#
        }
        let path = "/v1/models/mnist:predict"
        #expect(try await client.post(path, body([PictureTests.seven, PictureTests.seven, PictureTests.seven])).status == 200)
        let many = try await client.post(path, body([[UInt8]](repeating: PictureTests.seven, count: 4)))
        #expect(many.status == 413 && many.error == "at most 3 pictures in a request expected, got 4")
        // Each alone would fit.
        let small = try Client {
            $0.limits.pixels = 224 * 224 + 100
            $0.limits.pictures = 1
        }
        #expect(try await small.post(path, body([PictureTests.paper()])).status == 200)
        #expect(try await small.post(path, body([PictureTests.paper(), PictureTests.paper()])).status == 413)
    }

    /// Work for a client that hangs up is skipped. `Scripts/web/life.py` tests clients that close only their side.
    @Test func workEndsWithTheConnection() throws {
        let connection = try TestConnection()
        connection.send("POST /read HTTP/1.1\nHost: localhost\nContent-Length: 2\n\nx")
        #expect(!connection.requester.isGone)
        connection.channel.pipeline.fireErrorCaught(IOError(errnoCode: 104, reason: "read"))
        #expect(connection.requester.isGone)
    }

    @Test func batchesOfWhoHasGoneAreLeft() async throws {
        let client = try Client { $0.batching.delay = .milliseconds(1) }
        client.requester.leave()
        let sample = try Sample()
        let answer = try await client.post("/v1/models/mnist:predict", #"{"instances":[\#(sample.json)]}"#)
        #expect(answer.status == 503 && answer.error?.contains("closed its side") == true)
    }
}
