import Hummingbird

/// What goes with a request.
package struct ServerContext: RequestContext {
    package var coreContext: CoreRequestContextStorage

    package init(source: ApplicationRequestContextSource) { coreContext = CoreRequestContextStorage(source: source) }

    /// The context of a request that came through no connection.
    package init(withoutConnection source: some RequestContextSource) { coreContext = CoreRequestContextStorage(source: source) }
}
