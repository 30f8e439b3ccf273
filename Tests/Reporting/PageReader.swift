/// Reads a page as strictly as the tests need: tags with their attributes, properly nested, and the text between.
struct PageReader {
  struct Tag {
    let name: String
    let attributes: [(name: String, value: String)]

    func value(_ name: String) -> String? { attributes.first { $0.name == name }?.value }
  }

  private(set) var tags: [Tag] = []
  /// The text outside of `style`, with entities read.
  private(set) var text = ""
  /// What a browser would stumble over.
  private(set) var faults: [String] = []

  private static let void: Set<String> = ["meta", "!doctype"]

  init(_ html: String) {
    var open: [String] = []
    var rest = html[...]
    while let start = rest.firstIndex(of: "<") {
      if open.last != "style" { text += Self.decoded(String(rest[..<start])) }
      guard let end = Self.end(of: rest[start...]) else {
        faults.append("a tag does not end")
        return
      }
      let inside = rest[rest.index(after: start)..<end]
      rest = rest[rest.index(after: end)...]
      if inside.hasPrefix("/") {
        let name = inside.dropFirst().lowercased()
        if open.popLast() != name { faults.append("</\(name)> closes nothing") }
        continue
      }
      let isClosed = inside.hasSuffix("/")
      let tag = read(String(isClosed ? inside.dropLast() : inside))
      tags.append(tag)
      if !isClosed, !Self.void.contains(tag.name) { open.append(tag.name) }
    }
    text += Self.decoded(String(rest))
    if !open.isEmpty { faults.append("open at the end: \(open)") }
  }

  func all(_ name: String) -> [Tag] { tags.filter { $0.name == name } }

  private static func end(of tag: Substring) -> String.Index? {
    var quote: Character?
    for index in tag.indices {
      let character = tag[index]
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "\"" || character == "'" {
        quote = character
      } else if character == ">" {
        return index
      }
    }
    return nil
  }

  private mutating func read(_ inside: String) -> Tag {
    var attributes: [(name: String, value: String)] = []
    var rest = inside.drop { $0 != " " && $0 != "\n" }
    let name = inside.prefix { $0 != " " && $0 != "\n" }.lowercased()
    if name == "!doctype" { return Tag(name: name, attributes: []) }
    while true {
      rest = rest.drop { $0 == " " || $0 == "\n" }
      guard !rest.isEmpty else { break }
      let key = rest.prefix { $0 != "=" }
      rest = rest[key.endIndex...].dropFirst()
      guard rest.first == "\"", let close = rest.dropFirst().firstIndex(of: "\"") else {
        faults.append("\(name): \(key) has no quoted value")
        break
      }
      attributes.append((String(key), Self.decoded(String(rest[rest.index(after: rest.startIndex)..<close]))))
      rest = rest[rest.index(after: close)...]
    }
    return Tag(name: name, attributes: attributes)
  }

  private static func decoded(_ text: String) -> String {
    text.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
      .replacing("&#39;", with: "'").replacing("&amp;", with: "&")
  }
}

/// Reads CSV as RFC 4180 says, with a twin's eye: nothing here is shared with the writer.
func readCSV(_ bytes: [UInt8]) -> [[String]] {
  var (records, record, field) = ([[String]](), [String](), [UInt8]())
  var isQuoted = false
  var index = 0
  func text() -> String { String(decoding: field, as: UTF8.self) }
  while index < bytes.count {
    let byte = bytes[index]
    index += 1
    if isQuoted {
      if byte != UInt8(ascii: "\"") {
        field.append(byte)
      } else if index < bytes.count, bytes[index] == UInt8(ascii: "\"") {
        field.append(byte)
        index += 1
      } else {
        isQuoted = false
      }
      continue
    }
    switch byte {
    case UInt8(ascii: "\""): isQuoted = true
    case UInt8(ascii: ","):
      record.append(text())
      field = []
    case UInt8(ascii: "\r") where index < bytes.count && bytes[index] == UInt8(ascii: "\n"):
      index += 1
      records.append(record + [text()])
      (record, field) = ([], [])
    default: field.append(byte)
    }
  }
  return records
}
