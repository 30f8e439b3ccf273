import Bytes
import Foundation
package import Ledger
package import Metering

/// The rejected lines of the logs as files, for who mends them (economics.md §4.3): beside the ledger
///
///     quarantine/<source>/<file>.rejected.jsonl
///
/// one for every file whose newest reading has rejected lines, a JSON object for each, in the order of their places.
/// They say what the ledger says and are no part of the reports. A file is written aside and renamed, where its bytes
/// are others than before; what is mended is gone the night after.
package struct QuarantineFiles {
  private let folder: String

  /// What the files' names end in; no log that a pattern finds is taken for one of these.
  static let suffix = ".rejected.jsonl"
  private static let staged = ".part"
  /// Bytes of a name in a folder; Linux has 255, with room for the endings.
  private static let longestName = 200

  /// The files beside a ledger.
  package init(besideLedger ledger: String) {
    folder = (ledger.lastIndex(of: "/").map { String(ledger[...$0]) } ?? "") + "quarantine"
  }

  /// Where the rejected lines of a log are.
  package func path(source: SourceID, file: String) -> String {
    "\(folder)/\(Self.escaped(source.text))/\(Self.escaped(file))\(Self.suffix)"
  }

  /// Writes what the ledger has, and removes what it has no more.
  package func write(_ ledger: Ledger) throws {
    var kept: [String: Set<String>] = [:]
    var (path, lines) = ("", [UInt8]())
    func finish() throws(FileCalls.Failure) {
      if !path.isEmpty { try Self.put(lines, at: path) }
    }
    try ledger.forEachUnresolvedRecord { record in
      let next = self.path(source: record.source, file: record.file)
      if next != path {
        try finish()
        (path, lines) = (next, [])
        let source = Self.escaped(record.source.text)
        try Self.makeFolders([folder, "\(folder)/\(source)"])
        kept[source, default: []].insert(Self.escaped(record.file) + Self.suffix)
      }
      lines += try Self.line(record)
    }
    try finish()
    try removeOthers(than: kept)
  }

  /// Files that nobody else could have written there; a stranger's stay, and their folders.
  private func removeOthers(than kept: [String: Set<String>]) throws(FileCalls.Failure) {
    guard try FileCalls.kind(of: folder) == .folder else { return }
    for source in try FileCalls.names(in: folder) {
      let place = "\(folder)/\(source)"
      guard try FileCalls.kind(of: place) == .folder else { continue }
      for name in try FileCalls.names(in: place) where kept[source]?.contains(name) != true {
        guard name.hasSuffix(Self.suffix) || name.hasSuffix(Self.suffix + Self.staged) else { continue }
        try FileCalls.remove("\(place)/\(name)")
      }
      if try FileCalls.names(in: place).isEmpty { try FileCalls.remove(place) }
    }
    if try FileCalls.names(in: folder).isEmpty { try FileCalls.remove(folder) }
  }

  private static func makeFolders(_ paths: [String]) throws(FileCalls.Failure) {
    for path in paths where try FileCalls.kind(of: path) != .folder { try FileCalls.makeFolder(path, mode: 0o750) }
  }

  private static func put(_ bytes: [UInt8], at path: String) throws(FileCalls.Failure) {
    if case .file = try FileCalls.kind(of: path), try FileCalls.read(path) == bytes { return }
    try FileCalls.remove(path + staged)
    // The lines are as the logs have them, with whatever name is in them.
    try FileCalls.write(bytes, to: path + staged, mode: 0o640)
    try FileCalls.rename(path + staged, to: path)
  }

  /// A name that stays in its folder and is no other's: bytes that are not letters, digits, `-`, `_` or `.` are `%` and
  /// their number, and so is a dot at the beginning; a long name ends in `~` and its hash.
  static func escaped(_ name: String) -> String {
    var escaped = ""
    for (place, byte) in name.utf8.enumerated() {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
        escaped.unicodeScalars.append(Unicode.Scalar(byte))
      case UInt8(ascii: ".") where place > 0: escaped += "."
      default: escaped += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
      }
    }
    guard escaped.utf8.count > longestName else { return escaped }
    return escaped.prefix(longestName - 65) + "~" + SHA256.hexadecimal(of: Array(name.utf8))
  }

  /// A record as its file has it: keys in bytewise order.
  private struct Line: Encodable {
    let line: Int
    let byteOffset: Int
    let code: String
    let field: String
    let reason: String
    /// The run that read it, as the ledger numbers runs; nil outside one.
    let run: Int?
    /// The record; nil where it is not UTF-8.
    let raw: String?
    let rawBase64: String?
    /// Whether `raw` may be the beginning only: it is as long as what is kept.
    let rawIsCut: Bool?
  }

  private static func line(_ unresolved: UnresolvedRecord) throws -> [UInt8] {
    let record = unresolved.record
    let text = String(validating: record.raw, as: UTF8.self)
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let line = Line(
      line: record.line, byteOffset: record.byteOffset, code: record.code, field: record.field, reason: record.reason,
      run: unresolved.run, raw: text, rawBase64: text == nil ? Data(record.raw).base64EncodedString() : nil,
      rawIsCut: record.raw.count >= Rejection.rawLimit ? true : nil)
    return Array(try encoder.encode(line)) + [UInt8(ascii: "\n")]
  }
}
