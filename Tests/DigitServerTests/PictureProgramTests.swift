import DigitFiles
import DigitServer
import TestSupport
import Testing

/// Pictures that need other programs, which take long.
struct PictureProgramTests {
    private let folder: Folder
    /// A script that notes that it has begun, and does not end by itself.
    private let endless: String

    init() throws {
        folder = try Folder()
        endless = "echo >'\(folder.file("begun"))'; exec sleep 60"
    }

    private func waitForBegin() async throws {
        while !folder.has("begun") { try await Task.sleep(for: .milliseconds(10)) }
    }

    /// Has a program run for a client, as for a page that is drawn.
    private static func run(_ script: String, for client: Requester = Requester(), in queue: PictureQueue) async throws {
        try await queue.run(for: client) { _ throws(ServiceError) in try run(script) }
    }

    private static func run(_ script: String) throws(ServiceError) {
        do throws(ProgramError) {
            _ = try runProgram(["sh", "-c", script], limits: ProgramLimits(output: 1000))
        } catch { throw .badRequest("\(error)") }
    }

    /// The status and the message of an error.
    private static func refusal(of work: () async throws -> Void) async -> (status: Int, message: String)? {
        do { try await work() } catch {
            guard let error = error as? ServiceError else { return nil }
            return (Int(error.status.code), error.message)
        }
        return nil
    }

    @Test("One at a time, whoever sends them") func oneAtATime() async throws {
        let (queue, log) = (PictureQueue(limits: ServerLimits()), folder.file("log"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<3 { group.addTask { try await Self.run("echo + >>'\(log)'; sleep 0.3; echo - >>'\(log)'", in: queue) } }
            try await group.waitForAll()
        }
        #expect(String(decoding: try contents(log), as: UTF8.self) == "+\n-\n+\n-\n+\n-\n")
    }

    @Test("Other pictures do not wait for programs, and a client that goes ends its own") func othersAreRead() async throws {
        let (queue, clients) = (PictureQueue(limits: ServerLimits()), [Requester(), Requester(), Requester()])
        let (endless, ended) = (endless, LogLines())
        await withTaskGroup(of: Void.self) { group in
            for client in clients {
                group.addTask {
                    let refusal = await Self.refusal { try await Self.run(endless, for: client, in: queue) }
                    #expect(refusal?.status == 503 && refusal?.message.contains("closed its side") == true)
                    ended.append("program")
                }
            }
            try? await waitForBegin()
            while queue.waitingCount < 2, ended.lines.isEmpty { await Task.yield() }
            #expect((try? await queue.run(for: Requester()) { _ in 7 }) == 7)
            #expect(ended.lines.isEmpty)
            for client in clients { client.leave() }
        }
        #expect(queue.waitingCount == 0)
    }

    @Test("A picture's programs have a short time together") func shortTime() async throws {
        var limits = ServerLimits()
        limits.programSeconds = 3
        let queue = PictureQueue(limits: limits)
        let refusal = await Self.refusal { try await Self.run("exec sleep 60", in: queue) }
        #expect(refusal?.status == 400 && refusal?.message == "\(ProgramError.tooSlow(seconds: 3))")
        // The next picture has its own.
        #expect(await Self.refusal { try await Self.run("true", in: queue) } == nil)
    }

    @Test("Work that turns out to need programs is done again when it may run them") func doneAgain() async throws {
        let (queue, log) = (PictureQueue(limits: ServerLimits()), LogLines())
        try await queue.takingTurns(for: Requester()) { turns in
            for runsPrograms in [false, true] {
                try await turns.run(runsPrograms: runsPrograms) { _ throws(ServiceError) in
                    log.append("\(runsPrograms)")
                    try Self.run("true")
                }
            }
        }
        #expect(log.lines == ["false", "false", "true"])
    }

    @Test("So many requests may need programs; a stack is one of them to its end") func fewRequests() async throws {
        var limits = ServerLimits()
        limits.programRequests = 1
        let queue = PictureQueue(limits: limits)
        try await queue.takingTurns(for: Requester()) { turns in
            try await turns.run { _ throws(ServiceError) in try Self.run("true") }
            for runsPrograms in [false, true] {
                let refusal = await Self.refusal {
                    try await queue.takingTurns(for: Requester()) { other in
                        try await other.run(runsPrograms: runsPrograms) { _ throws(ServiceError) in try Self.run("true") }
                    }
                }
                #expect(refusal?.status == 503 && refusal?.message.contains("other programs") == true)
            }
            #expect(await Self.refusal { try await Self.run("true", in: queue) }?.status == 503)
            // Others are read, and the stack's next page too.
            #expect(try await queue.run(for: Requester()) { _ in 7 } == 7)
            try await turns.run { _ throws(ServiceError) in try Self.run("true") }
        }
        for _ in 0..<2 { try await Self.run("true", in: queue) }
    }

    @Test("A picture that waits to run programs is refused when the server ends") func serverEnds() async throws {
        let (queue, client, endless) = (PictureQueue(limits: ServerLimits()), Requester(), endless)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { _ = await Self.refusal { try await Self.run(endless, for: client, in: queue) } }
            try? await waitForBegin()
            group.addTask {
                #expect(await Self.refusal { try await Self.run("true", in: queue) }?.message == "the server is shutting down")
                client.leave()
            }
            while queue.waitingCount < 1, !client.isGone { await Task.yield() }
            queue.end()
        }
    }
}
