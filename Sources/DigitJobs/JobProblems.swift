import DigitJSON
import GRDB

/// Problems of a stack as a whole: sheets with the same number, sheets without one, and pages that match none of the forms.
extension Job {
    /// The most rows of each kind that are reported.
    private static let mostRows = 500

    /// The names of the fields, in the forms' order.
    package func fieldNames() throws(JobError) -> [String] {
        try read { database in
            let rows = try Row.fetchCursor(database, sql: "SELECT name FROM field GROUP BY name ORDER BY min(place), min(id)")
            return try Array(rows.map { try $0.value("name") })
        }
    }

    /// - Parameter field: the field that must have a different value on each sheet.
    package func problems(of field: String) throws(JobError) -> JSON {
        try read { database in
            func rows(_ sql: String, _ arguments: StatementArguments) throws -> JSON {
                .array(
                    try Row.fetchAll(database, sql: "\(sql) LIMIT \(Self.mostRows)", arguments: arguments).map {
                        try Self.json($0)
                    })
            }
            let own = "SELECT *, coalesce(answer, value) AS final FROM field WHERE name = ?"
            let place =
                "(SELECT file || CASE has_pages WHEN 1 THEN ' page ' || page ELSE '' END FROM source WHERE sheet = own.sheet LIMIT 1)"
            return [
                "field": .string(field),
                "duplicates": try rows(
                    """
                    SELECT id, sheet, final AS value, \(place) AS source FROM (\(own)) AS own WHERE final <> '' AND final IN
                        (SELECT final FROM (\(own)) GROUP BY final HAVING count(*) > 1) ORDER BY final, id
                    """, [field, field]),
                "without": try rows(
                    "SELECT id, sheet, '' AS value, \(place) AS source FROM (\(own)) AS own WHERE final = '' ORDER BY id", [field]
                ),
                "sheets": try rows(
                    """
                    SELECT NULL AS id, id AS sheet, coalesce(error, state) AS value, \(place) AS source
                    FROM (SELECT *, id AS sheet FROM sheet) AS own WHERE state IN ('unreadable', 'other form') ORDER BY id
                    """, []),
            ]
        }
    }

    private static func json(_ row: Row) throws -> JSON {
        let id: Int? = try row.optional("id")
        return [
            "id": id.map { .integer($0) } ?? .null, "sheet": .integer(try row.value("sheet")),
            "value": .string(try row.value("value")), "source": .string(try row.optional("source") ?? ""),
        ]
    }
}
