// Values as text in JSON: exact, and readable by the next tool.

/// A value that is written as one string and read back from it.
package protocol TextCodable: Codable {
  /// The text that `init(codedText:)` reads back to an equal value.
  var codedText: String { get }
  init?(codedText: String)
}

extension TextCodable {
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(codedText)
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = Self(codedText: text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(text) is no \(Self.self)")
    }
    self = value
  }
}

extension ExactDecimal: TextCodable {
  package var codedText: String { description }
  package init?(codedText: String) {
    guard let parsed = try? Self.parse(codedText.utf8), !parsed.wasRounded else { return nil }
    self = parsed.value
  }
}

extension Fraction: TextCodable {
  package var codedText: String { description }
  package init?(codedText: String) {
    let parts = codedText.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 2, let numerator = Int128(parts[0]), let denominator = parts.count == 2 ? Int128(parts[1]) : 1,
      denominator > 0
    else { return nil }
    self.init(numerator, denominator)
  }
}

extension Identifier: TextCodable {
  package var codedText: String { text }
  package init?(codedText: String) { self.init(codedText) }
}

extension CivilDate: TextCodable {
  package var codedText: String { description }
  package init?(codedText: String) { self.init(codedText) }
}

extension Period: TextCodable {
  package var codedText: String { description }
  package init?(codedText: String) { self.init(codedText) }
}

extension Currency: TextCodable {
  package var codedText: String { code }
  package init?(codedText: String) { self.init(codedText) }
}
