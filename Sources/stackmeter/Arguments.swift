import Configuration
import Metering

/// What the program is asked to do.
enum Command: Equatable {
  case run(ProjectOptions)
  case ingest(ProjectOptions)
  case aggregate(ProjectOptions)
  case report(ProjectOptions)
  case compare(ProjectOptions, CompareOptions)
  case explain(ProjectOptions, ExplainOptions)
  /// nil: all months.
  case reconcile(ProjectOptions, Period?)
  case close(ProjectOptions, Period)
  case reopen(ProjectOptions, Period, reason: String)
  case exportRollup(ProjectOptions, out: String)
  case sample(folder: String, seed: UInt64, months: Int, scale: Int)
  case help
  case version
}

/// Which project, and what is other than its file says.
struct ProjectOptions: Equatable {
  var folder = "."
  /// Relative to the current folder, unlike the paths in the project file.
  var reports: String?
  var ledger: String?
  /// Workers that read a file; nil: as many as there are processors.
  var jobs: Int?
  /// The last day that counts; nil: the last one with usage.
  var asOf: CivilDate?
  /// A closing, by the first digits of its hash.
  var closing: String?
  /// CSV files begin with a byte order mark, whatever the project file says.
  var byteOrderMark = false
  /// The headline and the month in the terminal, behind the reports.
  var showsReport = false
}

/// What a comparison in the terminal is of.
struct CompareOptions: Equatable {
  /// nil: the last month with usage that is complete, or the last one.
  var period: Period?
  /// The first and the last of several months that are compared as one; nil: see `period`.
  var from: Period?
  var to: Period?
  /// A scenario of the project file, in place of one shared platform.
  var scenario: String?
  /// Assumptions that are other than the project file says: name and value.
  var settings: [Setting] = []
  /// As JSON rather than as tables.
  var isJSON = false

  struct Setting: Equatable {
    let name: String
    let value: String
  }
}

/// What is wrong with the arguments.
enum ArgumentError: Error, Equatable, CustomStringConvertible {
  case noVerb
  case unknownVerb(String, suggestion: String?)
  case unknownOption(String, verb: String, suggestion: String?)
  case missingValue(String)
  case badValue(option: String, value: String, expected: String)
  case unexpected(String, verb: String)
  case missingArgument(String, verb: String)
  case repeated(String)
  case emptyFolder(verb: String)

  /// One line, with what to do.
  var description: String {
    switch self {
    case .noVerb: "say what to do: stackmeter run [PROJECT]; stackmeter help lists the rest"
    case .unknownVerb(let verb, let suggestion):
      "unknown command \"\(verb)\"" + Self.hint(suggestion, otherwise: "stackmeter help lists them")
    case .unknownOption(let option, let verb, let suggestion):
      "\(verb) has no option \(option)" + Self.hint(suggestion, otherwise: "stackmeter help lists them")
    case .missingValue(let option): "\(option) wants a value behind it"
    case .badValue(let option, let value, let expected): "\(option) \(value): expected \(expected)"
    case .unexpected(let argument, let verb):
      "\(verb) does not take \"\(argument)\"; stackmeter help shows what it takes"
    case .missingArgument(let name, let verb): "\(verb) wants \(name); stackmeter help shows what it takes"
    case .repeated(let option): "\(option) is given twice; leave one"
    case .emptyFolder(let verb): "\(verb) was given an empty PROJECT; name a folder, or none for the current one"
    }
  }

  private static func hint(_ suggestion: String?, otherwise: String) -> String {
    suggestion.map { "; did you mean \($0)?" } ?? "; \(otherwise)"
  }
}

extension Command {
  private static let verbs = [
    "run", "ingest", "aggregate", "report", "compare", "explain", "reconcile", "close", "reopen", "export", "sample",
    "help",
    "version",
  ]
  private static let projectOptions = ["--reports", "--ledger", "--jobs", "--as-of"]

  /// Reads the arguments behind the program's name.
  init(_ arguments: [String]) throws(ArgumentError) {
    if arguments.contains("--help") || arguments.contains("-h") || arguments.first == "help" {
      self = .help
      return
    }
    if arguments == ["--version"] || arguments == ["version"] {
      self = .version
      return
    }
    guard let verb = arguments.first else { throw .noVerb }
    let rest = Array(arguments.dropFirst())
    switch verb {
    case "run": self = .run(try Self.project(verb, rest))
    case "ingest": self = .ingest(try Self.project(verb, rest))
    case "aggregate": self = .aggregate(try Self.project(verb, rest))
    case "report":
      self = .report(
        try Self.options(
          ParsedArguments(
            rest, verb: verb, options: Self.projectOptions + ["--closing"], flags: ["--bom", "--show"])))
    case "compare": self = try Self.compare(rest)
    case "explain": self = try Self.explain(rest)
    case "reconcile":
      let parsed = try ParsedArguments(rest, verb: verb, options: ["--ledger", "--period"])
      self = .reconcile(try Self.options(parsed), try parsed.month("--period"))
    case "close":
      let parsed = try ParsedArguments(rest, verb: verb, options: Self.projectOptions, flags: ["--bom"])
      self = .close(try Self.options(parsed, from: 1), try Self.period(parsed))
    case "reopen": self = try Self.reopen(rest)
    case "export": self = try Self.export(rest)
    case "sample": self = try Self.sample(rest)
    default: throw .unknownVerb(verb, suggestion: closest(to: verb, among: Self.verbs))
    }
  }

  private static func project(_ verb: String, _ arguments: [String]) throws(ArgumentError) -> ProjectOptions {
    try options(
      ParsedArguments(arguments, verb: verb, options: projectOptions, flags: verb == "run" ? ["--bom"] : []))
  }

  /// `from`: how many arguments come before the project.
  static func options(_ parsed: ParsedArguments, from: Int = 0) throws(ArgumentError) -> ProjectOptions {
    var options = ProjectOptions()
    let positional = parsed.positional.dropFirst(from)
    // Nothing, as of a variable that is not set, would name the root of the file system.
    if let folder = positional.first {
      guard !folder.isEmpty else { throw .emptyFolder(verb: parsed.verb) }
      options.folder = folder
    }
    if let extra = positional.dropFirst().first { throw .unexpected(extra, verb: parsed.verb) }
    options.reports = parsed.values["--reports"]
    options.closing = parsed.values["--closing"]
    options.ledger = parsed.values["--ledger"]
    options.byteOrderMark = parsed.flags.contains("--bom")
    options.showsReport = parsed.flags.contains("--show")
    options.jobs = try parsed.number("--jobs", 1...1_024)
    if let text = parsed.values["--as-of"] {
      guard let day = CivilDate(text) else {
        throw .badValue(option: "--as-of", value: text, expected: "a day such as 2026-10-31")
      }
      options.asOf = day
    }
    return options
  }

  private static func compare(_ arguments: [String]) throws(ArgumentError) -> Command {
    let parsed = try ParsedArguments(
      arguments, verb: "compare", options: ["--ledger", "--as-of", "--period", "--from", "--to", "--scenario"],
      repeatable: ["--set"],
      flags: ["--json"])
    var compare = CompareOptions()
    compare.period = try parsed.month("--period")
    compare.from = try parsed.month("--from")
    compare.to = try parsed.month("--to")
    if compare.period != nil, compare.from != nil || compare.to != nil {
      throw .badValue(
        option: "--period", value: parsed.values["--period"] ?? "", expected: "no --from and --to beside it")
    }
    compare.scenario = parsed.values["--scenario"]
    compare.isJSON = parsed.flags.contains("--json")
    for text in parsed.repeated["--set"] ?? [] {
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else {
        throw .badValue(option: "--set", value: text, expected: "an assumption and its value such as headroom=20%")
      }
      compare.settings.append(CompareOptions.Setting(name: parts[0], value: parts[1]))
    }
    return .compare(try options(parsed), compare)
  }

  private static func period(_ parsed: ParsedArguments) throws(ArgumentError) -> Period {
    guard let text = parsed.positional.first else { throw .missingArgument("a month", verb: parsed.verb) }
    guard let period = Period(text) else {
      throw .badValue(option: parsed.verb, value: text, expected: "a month such as 2026-10")
    }
    return period
  }

  private static func reopen(_ arguments: [String]) throws(ArgumentError) -> Command {
    let parsed = try ParsedArguments(arguments, verb: "reopen", options: projectOptions + ["--reason"])
    let period = try period(parsed)
    guard let reason = parsed.values["--reason"], reason.contains(where: { !$0.isWhitespace }) else {
      throw .missingArgument("--reason TEXT", verb: "reopen")
    }
    return .reopen(try options(parsed, from: 1), period, reason: reason)
  }

  private static func export(_ arguments: [String]) throws(ArgumentError) -> Command {
    guard let what = arguments.first else { throw .missingArgument("rollup", verb: "export") }
    guard what == "rollup" else {
      throw .unknownVerb("export \(what)", suggestion: "export rollup")
    }
    let parsed = try ParsedArguments(
      Array(arguments.dropFirst()), verb: "export rollup", options: projectOptions + ["--out"])
    guard let out = parsed.values["--out"] else { throw .missingArgument("--out FILE", verb: "export rollup") }
    return .exportRollup(try options(parsed), out: out)
  }

  private static func sample(_ arguments: [String]) throws(ArgumentError) -> Command {
    let parsed = try ParsedArguments(arguments, verb: "sample", options: ["--seed", "--months", "--scale"])
    guard let folder = parsed.positional.first else { throw .missingArgument("a folder", verb: "sample") }
    if let extra = parsed.positional.dropFirst().first { throw .unexpected(extra, verb: "sample") }
    guard let seedText = parsed.values["--seed"] else { throw .missingArgument("--seed N", verb: "sample") }
    guard let seed = UInt64(seedText) else {
      throw .badValue(option: "--seed", value: seedText, expected: "a whole number from 0")
    }
    return .sample(
      folder: folder, seed: seed, months: try parsed.number("--months", 1...36) ?? 3,
      scale: try parsed.number("--scale", 1...1_000) ?? 1)
  }
}

/// Arguments told apart: options with their values, flags, and the others in order. `--option value` and
/// `--option=value` are one.
struct ParsedArguments {
  let verb: String
  private(set) var values: [String: String] = [:]
  /// The values of options that may come several times, in order.
  private(set) var repeated: [String: [String]] = [:]
  private(set) var flags: Set<String> = []
  private(set) var positional: [String] = []

  init(
    _ arguments: [String], verb: String, options: [String], repeatable: [String] = [], flags: [String] = []
  ) throws(ArgumentError) {
    self.verb = verb
    var rest = arguments[...]
    var isLiteral = false
    while let argument = rest.popFirst() {
      if argument == "--", !isLiteral {
        isLiteral = true
        continue
      }
      guard argument.hasPrefix("-"), argument != "-", !isLiteral else {
        positional.append(argument)
        continue
      }
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let option = parts[0]
      if flags.contains(argument) {
        self.flags.insert(argument)
        continue
      }
      guard options.contains(option) || repeatable.contains(option) else {
        throw .unknownOption(
          option, verb: verb, suggestion: closest(to: option, among: options + repeatable + flags))
      }
      guard values[option] == nil else { throw .repeated(option) }
      guard let value = parts.count == 2 ? parts[1] : rest.popFirst(), !value.isEmpty else {
        throw .missingValue(option)
      }
      if repeatable.contains(option) {
        repeated[option, default: []].append(value)
      } else {
        values[option] = value
      }
    }
  }

  func month(_ option: String) throws(ArgumentError) -> Period? {
    guard let text = values[option] else { return nil }
    guard let period = Period(text) else {
      throw .badValue(option: option, value: text, expected: "a month such as 2026-10")
    }
    return period
  }

  func number(_ option: String, _ range: ClosedRange<Int>) throws(ArgumentError) -> Int? {
    guard let text = values[option] else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw .badValue(
        option: option, value: text, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }
}
