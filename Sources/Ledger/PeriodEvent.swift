package import Metering

/// A month that was closed or opened again, as it stands on record for ever.
package struct PeriodEvent: Sendable, Equatable {
  package enum Kind: String, Sendable {
    case close
    case reopen
  }

  /// Later events have higher numbers.
  package let event: Int
  package let period: Period
  package let kind: Kind
  /// What "today" was.
  package let asOf: CivilDate
  /// Why a month was opened again; nil for a closing.
  package let reason: String?
  package let user: String
  /// Wall-clock time as the caller writes it, for people only.
  package let at: String
  /// Of the files that were published; nil for an opening.
  package let outputHash: String?
  /// The newest batch of that time.
  package let lastBatch: Int
}

/// Something a closed month was made from or made of, kept by its content.
package struct FrozenContent: Sendable, Hashable {
  package enum Kind: String, Sendable {
    /// A file of the project's configuration.
    case configuration
    /// A file of the reports.
    case report
    /// A stack's comparison.
    case comparison
    /// A value that the caller knows how to read.
    case value
  }

  package let kind: Kind
  /// The file's name, the stack, or the name of the value.
  package let name: String
  /// SHA-256 of the bytes in hexadecimal, which the caller computes and checks.
  package let hash: String
  package let bytes: [UInt8]

  package init(kind: Kind, name: String, hash: String, bytes: [UInt8]) {
    self.kind = kind
    self.name = name
    self.hash = hash
    self.bytes = bytes
  }
}

/// A month to be closed: its lines and comparisons are those of its last aggregation.
package struct NewClosing: Sendable, Hashable {
  package let period: Period
  package let asOf: CivilDate
  package let user: String
  package let at: String
  package let outputHash: String
  package let contents: [FrozenContent]

  package init(
    period: Period, asOf: CivilDate, user: String, at: String, outputHash: String, contents: [FrozenContent]
  ) {
    self.period = period
    self.asOf = asOf
    self.user = user
    self.at = at
    self.outputHash = outputHash
    self.contents = contents
  }
}
