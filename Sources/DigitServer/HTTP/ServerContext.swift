import Hummingbird

/// What goes with a request.
struct ServerContext: RequestContext {
    var coreContext: CoreRequestContextStorage

    init(source: ApplicationRequestContextSource) { coreContext = CoreRequestContextStorage(source: source) }

    /// The context of a request that came through no connection.
    init(withoutConnection source: some RequestContextSource) { coreContext = CoreRequestContextStorage(source: source) }
}
