/// What a quantity is counted in, with its dimension: `GPU-seconds`, `GiB-hours`, `1000 tokens`.
///
///     text       dimension            in base units
///     GiB-hours  bytes × time         1_073_741_824 × 3_600 byte-seconds
///     1000 tokens  tokens             1_000 tokens
///
/// Two units of one dimension convert by an exact ratio; units of different dimensions do not convert at all.
package struct MeteringUnit: Sendable, Hashable {
  /// What is counted: `byte`, `core`, `gpu`, `token`; nil for time alone.
  package let noun: String?
  /// Whether it is counted over time (`core-seconds`), or at once (`tokens`).
  package let isOverTime: Bool
  /// How many base units (bytes, pieces; seconds) one of this unit is.
  package let baseUnits: Int128
  /// For how many seconds one thing is held in one of this unit: 3,600 in `GPU-hours`; nil when not over time.
  package let secondsHeld: Int128?
  /// The unit as reports write it: `GPU-hours`.
  package let name: String

  /// Reads a unit, in any case, singular or plural, with `-`, space or `*` between thing and time.
  ///
  /// - Returns: nil when a word of it is unknown. A month is 730 hours, the twelfth part of 8,760 (economics.md §1.1).
  package init?(_ text: some StringProtocol) {
    // A minus would be taken for a hyphen, and lost.
    guard text.first != "-" else { return nil }
    var words = text.split { $0 == "-" || $0 == " " || $0 == "*" || $0 == "_" }.map { $0.lowercased() }
    var multiplier: Int128 = 1
    if let first = words.first, let number = Int128(first) {
      guard number > 0, number <= 1_000_000_000_000, words.count > 1 else { return nil }
      multiplier = number
      words.removeFirst()
    }
    var time: (name: String, seconds: Int128)?
    if let last = words.last, let known = Self.times[last] {
      time = known
      words.removeLast()
    }
    var thing: (noun: String, name: String, size: Int128)?
    if let word = words.first {
      guard words.count == 1, let known = Self.things[word] else { return nil }
      thing = known
    }
    guard thing != nil || time != nil else { return nil }
    noun = thing?.noun
    isOverTime = time != nil
    baseUnits = multiplier * (thing?.size ?? 1) * (time?.seconds ?? 1)
    secondsHeld = time.map { multiplier * $0.seconds }
    let singular = [thing?.name, time?.name].compactMap { $0 }.joined(separator: "-")
    let plural = Self.irregularPlurals[singular] ?? singular + "s"
    name = multiplier == 1 ? plural : "\(multiplier) \(plural)"
  }

  /// Whether a quantity in this unit can be told in the other.
  package func isSameDimension(as other: MeteringUnit) -> Bool { noun == other.noun && isOverTime == other.isOverTime }

  /// How many of `other` one of this unit is; nil across dimensions.
  package func ratio(to other: MeteringUnit) -> Fraction? {
    isSameDimension(as: other) ? Fraction(baseUnits, other.baseUnits) : nil
  }

  private static let times: [String: (name: String, seconds: Int128)] = {
    var times: [String: (name: String, seconds: Int128)] = [:]
    for (name, short, seconds) in [
      ("second", ["s", "sec"], 1), ("minute", ["min"], 60), ("hour", ["h", "hr"], 3_600), ("day", ["d"], 86_400),
      ("month", ["mo"], 730 * 3_600), ("year", ["yr"], 8_760 * 3_600),
    ] as [(String, [String], Int128)] {
      for word in [name, name + "s"] + short { times[word] = (name, seconds) }
    }
    return times
  }()

  /// Symbols have no plural.
  private static let irregularPlurals: [String: String] = {
    var plurals = ["query": "queries"]
    for symbol in ["B", "kB", "MB", "GB", "TB", "PB", "KiB", "MiB", "GiB", "TiB", "PiB"] { plurals[symbol] = symbol }
    return plurals
  }()

  private static let things: [String: (noun: String, name: String, size: Int128)] = {
    var things: [String: (noun: String, name: String, size: Int128)] = [:]
    var size: Int128 = 1
    for (name, binary) in [("B", "B"), ("kB", "KiB"), ("MB", "MiB"), ("GB", "GiB"), ("TB", "TiB"), ("PB", "PiB")] {
      let exponent = ["B": 0, "kB": 3, "MB": 6, "GB": 9, "TB": 12, "PB": 15][name] ?? 0
      things[binary.lowercased()] = ("byte", binary, size)
      things[name.lowercased()] = ("byte", name, powerOfTen(exponent))
      size *= 1_024
    }
    things["byte"] = things["b"]
    things["bytes"] = things["b"]
    for (name, others) in [
      ("core", ["cpu", "vcpu"]), ("GPU", []), ("node", []), ("job", []), ("instance", []), ("environment", []),
      ("seat", []), ("user", []), ("request", []), ("token", []), ("query", []), ("run", []), ("model", []),
      ("image", []), ("event", []), ("message", []), ("call", []), ("row", []), ("unit", []), ("count", []),
      ("licence", ["license"]), ("FTE", []),
    ] as [(String, [String])] {
      let noun = name.lowercased()
      let plurals = noun == "query" ? ["queries"] : [noun + "s"]
      for word in [noun] + plurals + others + others.map({ $0 + "s" }) { things[word] = (noun, name, 1) }
    }
    return things
  }()
}

extension MeteringUnit: CustomStringConvertible {
  package var description: String { name }
}

extension ResourceID {
  /// The unit a resource's quantities are in when the project file does not say: by its name.
  ///
  /// `gpu`, `gpu.<type>`: GPU-seconds; `cpu`, `cpu.<…>`: core-seconds; `memory…`, `storage…`: GiB-seconds; `node`,
  /// `job`: node- and job-seconds. A name that ends in its unit, as metric names do (`cpu_core_seconds`, `tokens`), is
  /// in that unit. Everything else has no unit until the project file names it.
  package var conventionalUnit: MeteringUnit? {
    let kind = text.prefix { $0 != "." }.lowercased()
    switch kind {
    case "gpu": return MeteringUnit("GPU-seconds")
    case "cpu": return MeteringUnit("core-seconds")
    case "memory", "storage": return MeteringUnit("GiB-seconds")
    case "node": return MeteringUnit("node-seconds")
    case "job": return MeteringUnit("job-seconds")
    default: break
    }
    let words = text.split(separator: "_")
    for count in [2, 1] where words.count >= count {
      if let unit = MeteringUnit(words.suffix(count).joined(separator: "-")) { return unit }
    }
    return nil
  }
}
