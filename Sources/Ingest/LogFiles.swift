import Bytes
import Configuration
import Foundation
import Glibc

/// Finds the files that a source's paths and patterns name.
struct LogFiles {
  /// The project's folder.
  let folder: String

  /// A folder or a file that cannot be looked at: what it has is not known, which is not the same as nothing.
  struct Unreachable: Error, Equatable {
    /// As the pattern names it.
    let path: String
    /// The system's error number.
    let code: Int32
  }

  /// The files of a pattern, by their paths bytewise; nil when the pattern is a plain path and there is no such file.
  ///
  /// `*` stands for any characters and `?` for one, within a folder's name or a file's; hidden files match only a
  /// pattern that begins with a dot, as in a shell.
  func files(matching pattern: String) throws(Unreachable) -> [String]? {
    guard Self.isPattern(pattern) else { return try exists(pattern) ? [pattern] : nil }
    var found = [pattern.hasPrefix("/") ? "/" : ""]
    for part in pattern.split(separator: "/").map(String.init) {
      var next: [String] = []
      for parent in found { next += try expand(part, in: parent) }
      found = next
    }
    return found.filter { !isFolder($0) }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Where a path of the project file is.
  func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : folder + "/" + path }

  /// Where a file is with every link followed, or as it is named where that cannot be told.
  func real(_ path: String) -> String { ((try? FileCalls.resolved(absolute(path))) ?? nil) ?? absolute(path) }

  /// The folder in which a pattern begins to look, if it is not there; empty names the project's folder.
  func missingFolder(of pattern: String) throws(Unreachable) -> String? {
    let parts = pattern.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    let base = parts.prefix { !Self.isPattern(String($0)) }.joined(separator: "/")
    guard !base.isEmpty else { return nil }
    return try exists(base) ? nil : base
  }

  private static func isPattern(_ text: String) -> Bool { text.contains("*") || text.contains("?") }

  private func expand(_ part: String, in parent: String) throws(Unreachable) -> [String] {
    let prefix = parent.isEmpty || parent.hasSuffix("/") ? parent : parent + "/"
    guard Self.isPattern(part) else { return try exists(prefix + part) ? [prefix + part] : [] }
    do throws(FileCalls.Failure) {
      return try FileCalls.names(in: absolute(prefix.isEmpty ? "." : prefix)).filter { name in
        (!name.hasPrefix(".") || part.hasPrefix(".")) && wildcardMatches(Array(part.utf8), Array(name.utf8))
      }.map { prefix + $0 }
    } catch {
      // A file has no files in it, and what is gone has none.
      guard error.number != ENOENT && error.number != ENOTDIR else { return [] }
      throw Unreachable(path: parent.isEmpty ? "." : parent, code: error.number)
    }
  }

  /// Whether something is there, links followed.
  private func exists(_ path: String) throws(Unreachable) -> Bool {
    do throws(FileCalls.Failure) {
      return try FileCalls.resolved(absolute(path)) != nil
    } catch {
      guard error.number != ENOTDIR else { return false }
      throw Unreachable(path: path, code: error.number)
    }
  }

  private func isFolder(_ path: String) -> Bool {
    guard let kind = try? FileCalls.kind(of: real(path)) else { return false }
    return kind == .folder
  }
}
