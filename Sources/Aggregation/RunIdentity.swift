import Bytes
package import Configuration
package import Ledger
package import Metering

/// Names that come from content alone, so that the same inputs have the same names on every machine and in every run.
package enum RunIdentity {
  /// The name of what a run computes from: the configuration, what was read, and the day.
  package static func runID(
    configuration: [ConfigurationFile], batches: [BatchRecord], asOf: CivilDate, programVersion: String
  ) -> String {
    var parts = [programVersion, asOf.description]
    // In an order of their own, so that the name does not hang on who listed them.
    for file in configuration.sorted(by: { bytewise($0.name.rawValue, precedes: $1.name.rawValue) }) {
      parts += [file.name.rawValue, SHA256.hexadecimal(of: file.bytes)]
    }
    for batch in batches.sorted(by: {
      $0.source == $1.source ? bytewise($0.file, precedes: $1.file) : $0.source < $1.source
    }) {
      parts += [batch.source.text, batch.file, batch.fingerprint, "\(batch.counts.accepted)", "\(batch.isRejected)"]
    }
    return digest(parts)
  }

  /// The name of the rate card by its content, with what is taken off and added and what currencies are worth; `none`
  /// where there is neither `rates.csv` nor `adjustments.csv` nor `fx.csv`.
  package static func rateCardVersion(_ configuration: [ConfigurationFile]) -> String {
    func file(_ name: ConfigurationFile.Name) -> ConfigurationFile? { configuration.first { $0.name == name } }
    let files = [file(.rates), file(.adjustments), file(.exchangeRates)]
    let parts = files.compactMap { $0.map { SHA256.hexadecimal(of: $0.bytes) } }
    guard let first = parts.first else { return "none" }
    return "rc-" + String((parts.count == 1 ? first : digest(parts)).prefix(12))
  }

  /// The digest of the whole configuration.
  package static func configurationDigest(_ configuration: [ConfigurationFile]) -> String {
    digest(configuration.flatMap { [$0.name.rawValue, SHA256.hexadecimal(of: $0.bytes)] })
  }

  /// The name of a line, from its identity. A line that corrects nothing is named as it was before there were
  /// corrections.
  package static func lineID(_ identity: ChargeLine.Identity) -> String {
    var parts = [
      identity.days.lowerBound.description, identity.days.upperBound.description, identity.tenant.text,
      identity.stack.text, identity.environment.text, identity.version.text, identity.category.rawValue,
      identity.item, identity.rule,
    ]
    if identity.chargeClass != .regular { parts.append(identity.chargeClass.rawValue) }
    return "\(identity.period)-\(digest(parts))"
  }

  /// The name of what a cost pool shares out as one, from what it is: the same for all its lines, whoever they charge.
  package static func distributionID(_ identity: ChargeLine.Identity, pool: String) -> String {
    let parts = [
      pool, identity.days.lowerBound.description, identity.days.upperBound.description, identity.stack.text,
      identity.environment.text, identity.category.rawValue, identity.item,
    ]
    return "\(identity.period)-pool-\(digest(parts))"
  }

  /// 16 hexadecimal digits of texts, each told from its neighbours by its length.
  private static func digest(_ parts: [String]) -> String {
    var bytes: [UInt8] = []
    for part in parts {
      bytes += Array("\(part.utf8.count):".utf8)
      bytes += Array(part.utf8)
    }
    return String(SHA256.hexadecimal(of: bytes).prefix(16))
  }
}
