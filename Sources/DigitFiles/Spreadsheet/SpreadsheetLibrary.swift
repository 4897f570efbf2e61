#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The functions of libxlsxwriter (BSD-2-Clause), which is looked for when the first spreadsheet is written: nobody else needs it.
///
/// Its objects are opaque here, and the functions are those that every release since 0.9.9 has.
struct SpreadsheetLibrary: Sendable {
    typealias Object = UnsafeMutableRawPointer
    typealias Text = UnsafePointer<CChar>

    private let new: @convention(c) (Text?, UnsafeRawPointer?) -> Object?
    let close: @convention(c) (Object?) -> Int32
    /// Frees a workbook that is not written.
    let free: @convention(c) (Object?) -> Void
    let addSheet: @convention(c) (Object?, Text?) -> Object?
    let addFormat: @convention(c) (Object?) -> Object?
    let setBold: @convention(c) (Object?) -> Void
    let setNumberFormat: @convention(c) (Object?, Text?) -> Void
    let setBackground: @convention(c) (Object?, UInt32) -> Void
    let writeText: @convention(c) (Object?, UInt32, UInt16, Text?, Object?) -> Int32
    let writeNumber: @convention(c) (Object?, UInt32, UInt16, Double, Object?) -> Int32
    let writeBlank: @convention(c) (Object?, UInt32, UInt16, Object?) -> Int32
    let freezePanes: @convention(c) (Object?, UInt32, UInt16) -> Void
    let setColumn: @convention(c) (Object?, UInt16, UInt16, Double, Object?) -> Int32
    let ignoreErrors: @convention(c) (Object?, UInt8, Text?) -> Int32
    private let message: @convention(c) (Int32) -> Text?

    /// The library; nil if it is not installed.
    static let shared = SpreadsheetLibrary()

    /// The names of the file that systems install; the number is that of the interface, and of Debian's package.
    private static let names: [String] = {
        #if canImport(Darwin)
            ["libxlsxwriter.dylib", "/opt/homebrew/lib/libxlsxwriter.dylib", "/usr/local/lib/libxlsxwriter.dylib"]
        #else
            (4...20).map { "libxlsxwriter.so.\($0)" } + ["libxlsxwriter.so"]
        #endif
    }()

    private init?() {
        for name in Self.names {
            // Never closed: its functions are kept.
            if let file = dlopen(name, RTLD_NOW | RTLD_LOCAL), let library = try? SpreadsheetLibrary(file) {
                self = library
                return
            }
        }
        return nil
    }

    private init(_ file: UnsafeMutableRawPointer) throws(MissingFunction) {
        func function<Function>(_ name: String) throws(MissingFunction) -> Function {
            guard let function = dlsym(file, name) else { throw MissingFunction() }
            return unsafeBitCast(function, to: Function.self)
        }
        new = try function("workbook_new_opt")
        close = try function("workbook_close")
        free = try function("lxw_workbook_free")
        addSheet = try function("workbook_add_worksheet")
        addFormat = try function("workbook_add_format")
        setBold = try function("format_set_bold")
        setNumberFormat = try function("format_set_num_format")
        setBackground = try function("format_set_bg_color")
        writeText = try function("worksheet_write_string")
        writeNumber = try function("worksheet_write_number")
        writeBlank = try function("worksheet_write_blank")
        freezePanes = try function("worksheet_freeze_panes")
        setColumn = try function("worksheet_set_column")
        ignoreErrors = try function("worksheet_ignore_errors")
        message = try function("lxw_strerror")
    }

    private struct MissingFunction: Error {}

    /// Begins a workbook whose rows are written to temporary files, one after the other.
    /// - Parameter temporaryFolder: the folder of these files; must stay valid until it is closed.
    func open(_ path: String, temporaryFolder: Text?) -> Object? {
        // `lxw_workbook_options`: whether memory is constant, the folder, and more in later releases, which is off.
        withUnsafeTemporaryAllocation(byteCount: 128, alignment: 16) { options in
            options.initializeMemory(as: UInt8.self, repeating: 0)
            options.storeBytes(of: 1, as: UInt8.self)
            options.storeBytes(of: temporaryFolder, toByteOffset: MemoryLayout<Text?>.stride, as: Text?.self)
            return new(path, options.baseAddress)
        }
    }

    /// The library's words for an error, without a final period.
    func words(for code: Int32) -> String {
        var text = message(code).map { String(cString: $0) } ?? "error \(code)"
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }
}
