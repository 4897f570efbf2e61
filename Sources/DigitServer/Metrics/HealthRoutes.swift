import HTTPTypes
import Hummingbird
import NIOCore

/// What those look at who keep servers running.
struct HealthRoutes {
    let repository: ModelRepository
    let bodies: BodyMemory
    let pictures: PictureQueue
    let readiness: Readiness
    let metrics: ServerMetrics

    func add(to routes: Routes) {
        routes.add("livez", [.get: { _, _ in .json(["live": true]) }])
        routes.add("readyz", [.get: { _, _ in try readiness.check(["ready": true]) }])
        routes.add(
            "metrics",
            [
                .get: { _, _ in
                    let text = metrics.text(models: repository.all, bodies: bodies, pictures: pictures)
                    return Response(Array(text.utf8), headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"])
                }
            ])
    }
}
