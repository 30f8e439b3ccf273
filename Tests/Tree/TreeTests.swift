import Foundation
import Testing

/// The tree itself keeps the house's rules: what may import what, where unsafe memory and SQL are, what nobody writes.
struct TreeTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private struct SourceFile {
    let module: String
    let name: String
    let lines: [String]

    /// The lines without comments, which may speak of anything.
    var code: [String] {
      lines.map { line in
        guard let comment = line.range(of: "//") else { return line }
        return String(line[..<comment.lowerBound])
      }
    }
  }

  private static func files() throws -> [SourceFile] {
    let sources = root.appendingPathComponent("Sources")
    var files: [SourceFile] = []
    for path in try FileManager.default.subpathsOfDirectory(atPath: sources.path).sorted()
    where path.hasSuffix(".swift") {
      let text = try String(contentsOf: sources.appendingPathComponent(path), encoding: .utf8)
      let module = String(path.prefix { $0 != "/" })
      files.append(SourceFile(module: module, name: path, lines: text.components(separatedBy: "\n")))
    }
    return files
  }

  /// Arrows point down: architecture.md, "The house".
  private static let mayImport: [String: Set<String>] = [
    "Bytes": [], "Metering": [], "Configuration": ["Metering"], "Ledger": ["CSQLite", "Metering"],
    "Ingest": ["Bytes", "Metering", "Configuration", "Ledger"],
    "Aggregation": ["Bytes", "Metering", "Configuration", "Ledger"], "Comparison": ["Metering", "Configuration"],
    "Reporting": ["Bytes", "Metering", "Configuration", "Aggregation", "Comparison"],
    "stackmeter": [
      "Bytes", "Metering", "Configuration", "Ledger", "Ingest", "Aggregation", "Comparison", "Reporting",
    ],
  ]
  private static let ours = Set(mayImport.keys).union(["CSQLite"])

  @Test("Imports point down only, and Metering and Comparison import no Foundation")
  func imports() throws {
    for file in try Self.files() {
      for line in file.code {
        let words = line.split(separator: " ").map(String.init)
        guard let index = words.firstIndex(of: "import"), index + 1 < words.count, index <= 1 else { continue }
        let module = words[index + 1]
        if Self.ours.contains(module) {
          #expect(Self.mayImport[file.module]?.contains(module) == true, "\(file.name) imports \(module)")
        }
        if ["Metering", "Comparison", "Bytes", "Ledger", "Aggregation"].contains(file.module) {
          #expect(module != "Foundation", "\(file.name) imports Foundation")
        }
      }
    }
  }

  @Test("Unsafe memory is in Bytes and in the ledger's calls of SQLite only")
  func unsafeRooms() throws {
    for file in try Self.files() where file.module != "Bytes" && file.module != "Ledger" {
      let unsafe = file.code.filter { $0.contains("unsafe ") || $0.contains("Unsafe") }
      #expect(unsafe.isEmpty, "\(file.name): \(unsafe)")
    }
  }

  @Test("SQL is in Ledger only")
  func sqlRoom() throws {
    let statements = ["SELECT ", "INSERT INTO", "DELETE FROM", "UPDATE ", "CREATE TABLE", "PRAGMA "]
    for file in try Self.files() where file.module != "Ledger" {
      for statement in statements {
        #expect(!file.code.contains { $0.contains("\"\(statement)") }, "\(file.name) says \(statement)")
      }
    }
  }

  @Test("Nothing below the command line prints, and nothing there looks at the clock but the command line")
  func printsAndClocks() throws {
    for file in try Self.files() where file.module != "stackmeter" {
      for word in ["print(", "Date()", ".now", "arc4random", "SystemRandomNumberGenerator", ".random("] {
        #expect(!file.code.contains { $0.contains(word) }, "\(file.name) uses \(word)")
      }
    }
  }

  @Test("No binary floating point on a path that ends in a quantity or money")
  func exactNumbers() throws {
    for file in try Self.files() where !["Reporting", "stackmeter"].contains(file.module) {
      for word in ["Double", "Float", "CGFloat"] {
        #expect(!file.code.contains { $0.contains(word) }, "\(file.name) uses \(word)")
      }
    }
  }

  @Test("No forced way out and nothing left for others")
  func noForce() throws {
    for file in try Self.files() {
      for word in ["try!", "as!", "fatalError"] {
        #expect(!file.code.contains { $0.contains(word) }, "\(file.name) uses \(word)")
      }
      for word in ["TODO", "FIXME", "XXX"] {
        #expect(!file.lines.contains { $0.contains(word) }, "\(file.name) has a \(word)")
      }
    }
  }

  @Test("A file is one idea: at most 400 lines of 120 columns")
  func sizes() throws {
    for file in try Self.files() {
      #expect(file.lines.count <= 401, "\(file.name) has \(file.lines.count) lines")
      for line in file.lines { #expect(line.count <= 120, "\(file.name): \(line)") }
    }
  }

  @Test("Every module says what it owns and what it does not")
  func readmes() throws {
    for module in Self.mayImport.keys.sorted() {
      let path = Self.root.appendingPathComponent("Sources/\(module)/README.md")
      let text = try String(contentsOf: path, encoding: .utf8)
      #expect(text.contains("Owns"), "\(module)")
      #expect(text.contains("Does not own") || text.contains("knows nothing"), "\(module)")
    }
  }
}
