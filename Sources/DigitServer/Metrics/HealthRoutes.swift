/// The health checks for orchestrators.
struct HealthRoutes {
    let repository: ModelRepository
    let bodies: BodyMemory
    let pictures: PictureQueue
    let readiness: Readiness
    let metrics: ServerMetrics

    func add(to routes: inout Routes) {
        routes.get("/livez") { _ in .json(["live": true]) }
        routes.get("/readyz") { _ in try readiness.check(["ready": true]) }
        routes.get("/metrics") { _ in
            let text = metrics.text(models: repository.all, bodies: bodies, pictures: pictures)
            return Answer(contentType: "text/plain; version=0.0.4; charset=utf-8", body: Array(text.utf8))
        }
    }
}
