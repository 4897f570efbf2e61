import GRDB

/// Values of a file that may be damaged: GRDB's own subscripts trap if a column has no such value.
extension Row {
    /// The value of a column.
    /// - Throws: `DatabaseError` if the file has none, or one of another type.
    func value<Value: DatabaseValueConvertible>(_ column: String) throws -> Value {
        guard let value: Value = try optional(column) else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "\(column): a value expected, found none")
        }
        return value
    }

    /// The value of a column; nil for NULL.
    /// - Throws: `DatabaseError` if the file has one of another type.
    func optional<Value: DatabaseValueConvertible>(_ column: String) throws -> Value? {
        guard let stored: DatabaseValue = self[column], !stored.isNull else { return nil }
        guard let value = Value.fromDatabaseValue(stored) else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "\(column): another kind of value expected")
        }
        return value
    }
}
