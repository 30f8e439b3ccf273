import Bytes
import Configuration
import Foundation
import Metering

/// The folder that a sample organisation is written to.
struct SampleFolder {
  let path: String

  /// The ledger of a project that names none.
  private static let ledger = "ledger.sqlite"
  /// What a run on the sample leaves beside it, none of which is the sample's.
  private static let leftByRuns: Set<String> = [
    ledger, ledger + "-wal", ledger + "-shm", ledger + "-journal", ledger + ".lock", "last_run.json",
    "quarantine", "reports", "reports-sets",
  ]

  init(path: String) {
    var path = path[...]
    while path.utf8.count > 1, path.hasSuffix("/") { path.removeLast() }
    self.path = String(path)
  }

  /// Makes the folder, with those of the files that will be written, and checks that it holds nothing else.
  ///
  /// `files`: what will be written, relative to the folder. Those may be there already, of an earlier call, and are
  /// replaced. What a run left may be there too, and stays.
  func prepare(for files: [String]) throws(SampleError) {
    let manager = FileManager.default
    let folders = Set(files.compactMap(folder(of:)))
    for folder in [""] + folders.sorted() where manager.fileExists(atPath: absolute(folder)) {
      try check(folder, for: Set(files).union(folders))
    }
    try checkIsSample()
    for folder in [""] + folders.sorted() {
      do throws(FileCalls.Failure) {
        try FileCalls.makeFolders(absolute(folder), mode: 0o777)
      } catch {
        throw .cannotWrite(CannotWrite(failure: error))
      }
    }
  }

  /// Whether nothing is there, so that nothing can be lost.
  var isEmpty: Bool { (try? FileManager.default.contentsOfDirectory(atPath: path).isEmpty) ?? true }

  /// Takes back what was begun in an empty folder, so that it can be begun again.
  func takeBack(_ files: [String]) {
    for file in files { try? FileCalls.remove(absolute(file)) }
    for folder in Set(files.compactMap(folder(of:))) { try? FileManager.default.removeItem(atPath: absolute(folder)) }
  }

  /// Checks that what is there is a sample, as its project file tells: the names of a project's files are everybody's.
  private func checkIsSample() throws(SampleError) {
    guard !isEmpty else { return }
    let project = try? FileCalls.read(absolute(ConfigurationFile.Name.project.rawValue))
    guard project?.starts(with: Array((SampleProjectFile.firstLine + "\n").utf8)) == true else {
      throw .otherProject(folder: path)
    }
  }

  /// Checks that a folder holds nothing but what is known.
  private func check(_ folder: String, for known: Set<String>) throws(SampleError) {
    let manager = FileManager.default
    // Only a folder has an entry for itself.
    guard manager.fileExists(atPath: absolute(folder) + "/.") else { throw .notAFolder(path: absolute(folder)) }
    let found: [String]
    do {
      found = try manager.contentsOfDirectory(atPath: absolute(folder))
    } catch {
      throw .cannotRead(path: absolute(folder))
    }
    let files = found.map { folder.isEmpty ? $0 : folder + "/" + $0 }.sorted { bytewise($0, precedes: $1) }
    if let other = files.first(where: { !known.contains($0) && !Self.leftByRuns.contains($0) }) {
      throw .otherFile(folder: path, file: other)
    }
  }

  /// The ledger of earlier runs: it remembers the logs that were here before; nil where there is none.
  var earlierLedger: String? {
    FileManager.default.fileExists(atPath: absolute(Self.ledger)) ? absolute(Self.ledger) : nil
  }

  /// Where a file of the folder is.
  func absolute(_ file: String) -> String { file.isEmpty ? path : path + "/" + file }

  /// Writes a whole file.
  func write(_ text: String, to file: String) throws(SampleError) {
    var output = try SampleFile(path: absolute(file))
    try output.write(text)
    try output.close()
  }

  private func folder(of file: String) -> String? {
    file.lastIndex(of: "/").map { String(file[..<$0]) }
  }
}

/// A file being written, in large pieces: logs of a large scale do not fit in memory.
struct SampleFile: ~Copyable {
  private let file: OutputFile
  private var buffer: [UInt8] = []

  private static let pieceBytes = 1 << 20

  /// Begins a file, in the place of the one that may be there.
  init(path: String) throws(SampleError) {
    do throws(FileCalls.Failure) {
      file = try OutputFile(path: path)
    } catch {
      throw .cannotWrite(CannotWrite(failure: error))
    }
  }

  mutating func write(_ text: String) throws(SampleError) {
    buffer += Array(text.utf8)
    if buffer.count >= Self.pieceBytes { try flush() }
  }

  /// Writes what is left. Without it the file is not whole.
  consuming func close() throws(SampleError) {
    try flush()
    do throws(FileCalls.Failure) {
      try file.close()
    } catch {
      throw .cannotWrite(CannotWrite(failure: error))
    }
  }

  private mutating func flush() throws(SampleError) {
    do throws(FileCalls.Failure) {
      try file.write(buffer)
    } catch {
      throw .cannotWrite(CannotWrite(failure: error))
    }
    buffer.removeAll(keepingCapacity: true)
  }
}
