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
    /// Without comments and without what literals say, which may speak of anything.
    let code: [String]
    /// What the literals say.
    let texts: [String]

    init(name: String, source: String) {
      let text = SwiftText(source)
      module = String(name.prefix { $0 != "/" })
      self.name = name
      lines = source.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      (code, texts) = (text.code, text.texts)
    }
  }

  /// Whether a line has a word, and not only a longer one that ends in it or goes on behind it.
  private static func has(_ word: String, in line: String) -> Bool {
    line.ranges(of: word).contains { range in
      let before = range.lowerBound > line.startIndex ? line[line.index(before: range.lowerBound)] : " "
      let behind = range.upperBound < line.endIndex ? line[range.upperBound] : " "
      return !(isPartOfName(before) && word.first.map(isPartOfName) == true)
        && !(isPartOfName(behind) && word.last.map(isPartOfName) == true)
    }
  }

  private static func isPartOfName(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_"
  }

  private static let files = Result { try readFiles() }

  private static func readFiles() throws -> [SourceFile] {
    let sources = root.appendingPathComponent("Sources")
    var files: [SourceFile] = []
    for path in try FileManager.default.subpathsOfDirectory(atPath: sources.path).sorted()
    where path.hasSuffix(".swift") {
      let text = try String(contentsOf: sources.appendingPathComponent(path), encoding: .utf8)
      files.append(SourceFile(name: path, source: text))
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
    for file in try Self.files.get() {
      for line in file.code {
        // `package import X`, `import struct X.Y`
        let words = line.split(separator: " ")
        guard let index = words.firstIndex(of: "import"), index <= 2, let last = words.last else { continue }
        let module = String(last.prefix { $0 != "." })
        if Self.ours.contains(module) {
          #expect(Self.mayImport[file.module]?.contains(module) == true, "\(file.name) imports \(module)")
        }
        if ["Metering", "Comparison", "Bytes", "Ledger", "Aggregation"].contains(file.module) {
          #expect(!module.hasPrefix("Foundation"), "\(file.name) imports Foundation")
        }
      }
    }
  }

  @Test("Unsafe memory is in Bytes and in the ledger's calls of SQLite only")
  func unsafeRooms() throws {
    for file in try Self.files.get() where file.module != "Bytes" && file.module != "Ledger" {
      let unsafe = file.code.filter { Self.has("unsafe", in: $0) || $0.contains("Unsafe") }
      #expect(unsafe.isEmpty, "\(file.name): \(unsafe)")
    }
  }

  @Test("SQL is in Ledger only")
  func sqlRoom() throws {
    let statements = ["SELECT", "INSERT INTO", "DELETE FROM", "UPDATE", "CREATE TABLE", "PRAGMA"]
    for file in try Self.files.get() where file.module != "Ledger" {
      for statement in statements {
        #expect(!file.texts.contains { Self.has(statement, in: $0) }, "\(file.name) says \(statement)")
      }
    }
  }

  @Test("Nothing below the command line prints, and nothing there looks at the clock but the command line")
  func printsAndClocks() throws {
    for file in try Self.files.get() where file.module != "stackmeter" {
      for word in ["print(", "Date()", ".now", "arc4random", "SystemRandomNumberGenerator", ".random("] {
        #expect(!file.code.contains { Self.has(word, in: $0) }, "\(file.name) uses \(word)")
      }
    }
  }

  @Test("No binary floating point on a path that ends in a quantity or money")
  func exactNumbers() throws {
    for file in try Self.files.get() where !["Reporting", "stackmeter"].contains(file.module) {
      for word in ["Double", "Float", "CGFloat"] {
        #expect(!file.code.contains { $0.contains(word) }, "\(file.name) uses \(word)")
      }
    }
  }

  @Test("No forced way out, and no mark of work left to do")
  func noForce() throws {
    for file in try Self.files.get() {
      for word in ["try!", "as!", "fatalError"] {
        #expect(!file.code.contains { Self.has(word, in: $0) }, "\(file.name) uses \(word)")
      }
      for word in ["TODO", "FIXME", "XXX"] {
        #expect(!file.lines.contains { Self.has(word, in: $0) }, "\(file.name) has a \(word)")
      }
    }
  }

  @Test("A file is one idea: at most 400 lines of 120 columns")
  func sizes() throws {
    for file in try Self.files.get() {
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
