import HTTPTypes
import Hummingbird
import NIOHTTP1

/// Answers errors in the one form that all protocols here have, and puts on every answer what keeps browsers from guessing.
struct ErrorAnswers: RouterMiddleware {
    typealias Context = ServerContext

    func handle(
        _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            response = try await next(request, context)
        } catch let error as ServiceError {
            response = error.response()
        } catch let error as HTTPError where error.status == .notFound {
            response = ServiceError.notFound("nothing at \(request.method.rawValue) \(request.uri.path)").response()
        } catch let error as HTTPParserError {
            throw error
        } catch {
            context.logger.error("unexpected error", metadata: ["path": "\(request.uri.path)", "error": "\(error)"])
            response = ServiceError(status: .internalServerError, message: "unexpected error").response()
        }
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[Self.crossOriginResourcePolicy] = "same-origin"
        return response
    }

    private static let crossOriginResourcePolicy = HTTPField.Name("Cross-Origin-Resource-Policy")!
}
