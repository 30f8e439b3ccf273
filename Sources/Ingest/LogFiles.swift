import Configuration
import Foundation

/// Finds the files that a source's paths and patterns name.
struct LogFiles {
  /// The project's folder.
  let folder: String

  /// The files of a pattern, by their paths bytewise; nil when the pattern is a plain path and there is no such file.
  ///
  /// `*` stands for any characters and `?` for one, within a folder's name or a file's; hidden files match only a
  /// pattern that begins with a dot, as in a shell.
  func files(matching pattern: String) -> [String]? {
    guard pattern.contains("*") || pattern.contains("?") else {
      return FileManager.default.fileExists(atPath: absolute(pattern)) ? [pattern] : nil
    }
    let isAbsolute = pattern.hasPrefix("/")
    var found = [isAbsolute ? "/" : ""]
    for part in pattern.split(separator: "/").map(String.init) {
      found = found.flatMap { expand(part, in: $0) }
    }
    return found.filter { !isFolder($0) }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Where a path of the project file is.
  func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : folder + "/" + path }

  private func expand(_ part: String, in parent: String) -> [String] {
    let prefix = parent.isEmpty || parent.hasSuffix("/") ? parent : parent + "/"
    guard part.contains("*") || part.contains("?") else {
      return FileManager.default.fileExists(atPath: absolute(prefix + part)) ? [prefix + part] : []
    }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: absolute(prefix.isEmpty ? "." : prefix))) ?? []
    return names.filter { name in
      (!name.hasPrefix(".") || part.hasPrefix(".")) && wildcardMatches(Array(part.utf8), Array(name.utf8))
    }.map { prefix + $0 }
  }

  private func isFolder(_ path: String) -> Bool {
    (try? FileManager.default.contentsOfDirectory(atPath: absolute(path))) != nil
  }
}
