import CSQLite

/// A value bound to a `?` of a statement.
enum SQLiteValue {
  case integer(Int)
  case text(String)
  case blob([UInt8])
  case null

  static func optional(_ text: String?) -> SQLiteValue { text.map { .text($0) } ?? .null }
  static func optional(_ integer: Int?) -> SQLiteValue { integer.map { .integer($0) } ?? .null }
}

/// A prepared statement. Parameters count from 1 and columns from 0, as in SQLite.
///
/// A binding that SQLite refuses is a fault of this program and traps. Values stay bound through a reset.
///
/// Safe though it holds a pointer: `handle` is valid from `init` until `deinit` and is never handed out; `database`
/// stays open as long as the statement is.
@safe final class SQLiteStatement {
  let sql: String
  private let handle: OpaquePointer
  private unowned let database: SQLiteDatabase

  /// `handle`: prepared on `database` and owned by nobody else.
  init(sql: String, handle: OpaquePointer, database: SQLiteDatabase) {
    self.sql = sql
    unsafe self.handle = unsafe handle
    self.database = database
  }

  deinit {
    // Safe: nobody else has the handle. What it returns is the last step's error, thrown there already.
    unsafe sqlite3_finalize(handle)
  }

  /// Goes to the next row; false when there is none. An error resets the statement.
  func step() throws(LedgerError) -> Bool {
    // Safe, here and in `reset`: the handle is valid.
    let code = unsafe sqlite3_step(handle)
    if code == SQLITE_ROW { return true }
    if code == SQLITE_DONE { return false }
    let error = database.error(code, sql: sql)
    reset()
    throw error
  }

  /// Runs an INSERT, UPDATE or DELETE and makes it ready for the next values.
  func run() throws(LedgerError) {
    while try step() {}
    reset()
  }

  func reset() {
    // What it returns is the last step's error, thrown there already.
    unsafe sqlite3_reset(handle)
  }
}

// MARK: - Binding

extension SQLiteStatement {
  /// Binds the values to the parameters 1, 2, …: as many as the statement has.
  func bind(_ values: [SQLiteValue]) {
    // Safe, here and below: the handle is valid.
    precondition(unsafe sqlite3_bind_parameter_count(handle) == values.count, "a value for every ? of \(sql)")
    for (index, value) in values.enumerated() {
      let parameter = index + 1
      switch value {
      case .integer(let integer): bind(integer, at: parameter)
      case .text(let text): bind(text, at: parameter)
      case .blob(let bytes): bind(blob: bytes, at: parameter)
      case .null: check(unsafe sqlite3_bind_null(handle, Int32(parameter)))
      }
    }
  }

  func bind(_ integer: Int, at parameter: Int) {
    check(unsafe sqlite3_bind_int64(handle, Int32(parameter), Int64(integer)))
  }

  func bind(_ text: String, at parameter: Int) {
    var text = text
    text.withUTF8 { unsafe bind(utf8: UnsafeRawBufferPointer($0), at: parameter) }
  }

  /// Binds UTF-8 text that is not copied. Its bytes must stay where they are until the statement has run for the last
  /// time with it: until something else is bound, or `clearBindings`.
  @unsafe func bind(utf8InPlace bytes: RawSpan, at parameter: Int) {
    precondition(bytes.byteCount > 0, "the address of an empty text may be nil, which SQLite takes for NULL")
    unsafe bytes.withUnsafeBytes { bytes in
      let address = unsafe bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
      check(
        unsafe sqlite3_bind_text64(
          handle, Int32(parameter), address, UInt64(bytes.count), nil, UInt8(SQLITE_UTF8)))
    }
  }

  /// Binds some bytes that are not copied, as `bind(utf8InPlace:at:)`.
  @unsafe func bind(blobInPlace bytes: RawSpan, at parameter: Int) {
    precondition(bytes.byteCount > 0, "the address of no bytes may be nil, which SQLite takes for NULL")
    unsafe bytes.withUnsafeBytes { bytes in
      check(unsafe sqlite3_bind_blob64(handle, Int32(parameter), bytes.baseAddress, UInt64(bytes.count), nil))
    }
  }

  /// Makes all parameters NULL: nothing that was bound is looked at any more.
  func clearBindings() {
    check(unsafe sqlite3_clear_bindings(handle))
  }

  /// Binds a copy of the bytes: for small ones.
  func bind(blob bytes: [UInt8], at parameter: Int) { bind(blob: bytes, bytes.indices, at: parameter) }

  /// Binds a copy of some bytes of many.
  func bind(blob bytes: [UInt8], _ range: Range<Int>, at parameter: Int) {
    unsafe bytes.withUnsafeBytes { all in
      let bytes = unsafe UnsafeRawBufferPointer(rebasing: all[range])
      // An empty array may have no address, which SQLite would take for NULL.
      guard unsafe !bytes.isEmpty else { return check(unsafe sqlite3_bind_zeroblob(handle, Int32(parameter), 0)) }
      // Safe: the bytes live during the call and SQLite copies them.
      check(
        unsafe sqlite3_bind_blob64(
          handle, Int32(parameter), bytes.baseAddress, UInt64(bytes.count), stackmeter_sqlite_transient()))
    }
  }

  /// Runs the statement with a blob bound in place, not copied: for large ones. All other values are bound before.
  func run(withBlob bytes: ArraySlice<UInt8>, at parameter: Int) throws(LedgerError) {
    let outcome: Result<Void, LedgerError> = unsafe bytes.withUnsafeBytes { bytes in
      // Safe: without a destructor SQLite neither copies nor frees; the bytes outlive the steps, and the parameter is
      // set to NULL before they can go.
      check(unsafe sqlite3_bind_blob64(handle, Int32(parameter), bytes.baseAddress, UInt64(bytes.count), nil))
      defer { check(unsafe sqlite3_bind_null(handle, Int32(parameter))) }
      do throws(LedgerError) {
        try run()
        return .success(())
      } catch {
        return .failure(error)
      }
    }
    try outcome.get()
  }

  /// `bytes`: UTF-8, read during the call only.
  private func bind(utf8 bytes: UnsafeRawBufferPointer, at parameter: Int) {
    // Safe: the pointer is valid for the count during the call and SQLite copies what it needs. The address of an empty
    // text may be nil, which SQLite would take for NULL.
    let address = unsafe bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
    let code =
      if let address = unsafe address, unsafe !bytes.isEmpty {
        unsafe sqlite3_bind_text64(
          handle, Int32(parameter), address, UInt64(bytes.count), stackmeter_sqlite_transient(), UInt8(SQLITE_UTF8))
      } else {
        unsafe sqlite3_bind_text64(handle, Int32(parameter), "", 0, stackmeter_sqlite_transient(), UInt8(SQLITE_UTF8))
      }
    check(code)
  }

  private func check(_ code: Int32) {
    precondition(code == SQLITE_OK, "SQLite refused a value (\(code)) of \(sql)")
  }
}

// MARK: - Columns

extension SQLiteStatement {
  /// The integer of a column; NULL reads as 0.
  func integer(_ column: Int) -> Int {
    // Safe, here and below: the handle is valid, and SQLite answers NULL for a column out of range.
    Int(unsafe sqlite3_column_int64(handle, Int32(column)))
  }

  /// The text of a column; NULL reads as empty.
  func text(_ column: Int) -> String {
    withBytes(column) { (bytes: Span<UInt8>) in
      // Safe: the bytes are copied during the call.
      unsafe bytes.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    }
  }

  func optionalText(_ column: Int) -> String? { isNull(column) ? nil : text(column) }

  func bytes(_ column: Int) -> [UInt8] {
    withBytes(column) { (bytes: Span<UInt8>) in
      // Safe: the bytes are copied during the call.
      unsafe bytes.withUnsafeBufferPointer { unsafe [UInt8]($0) }
    }
  }

  /// Lends the bytes of a BLOB or TEXT column, not copied, to `body`, which must not step or reset this statement.
  func withBytes<Value, Failure: Error>(
    _ column: Int, _ body: (Span<UInt8>) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    // Safe: the address is valid for the count until the next step, reset or conversion of this column, and the span
    // cannot leave `body`. An empty blob has no address; an empty buffer stands for it.
    let address = unsafe sqlite3_column_blob(handle, Int32(column))
    let count = Int(unsafe sqlite3_column_bytes(handle, Int32(column)))
    let buffer = unsafe UnsafeBufferPointer(
      start: address?.assumingMemoryBound(to: UInt8.self), count: address == nil ? 0 : count)
    return try body(unsafe buffer.span)
  }

  /// `withBytes` for those who read numbers out of the bytes.
  func withRawBytes<Value>(_ column: Int, _ body: (RawSpan) throws -> Value) rethrows -> Value {
    // Safe: every byte is initialized.
    try withBytes(column) { (bytes: Span<UInt8>) in try body(unsafe bytes.bytes) }
  }

  private func isNull(_ column: Int) -> Bool { unsafe sqlite3_column_type(handle, Int32(column)) == SQLITE_NULL }
}
