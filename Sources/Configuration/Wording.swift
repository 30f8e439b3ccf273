import Metering

// Every message of the module. Each is what is wrong and what to do, and has a test with its exact text.

typealias Wording = (what: String, remedy: String)

extension ConfigurationProblem {
  var wording: Wording {
    switch self {
    case .file(let problem): problem.wording
    case .syntax(let problem): problem.wording
    case .project(let problem): problem.wording
    case .mapping(let problem): problem.wording
    case .value(let problem): problem.wording
    case .table(let problem): problem.wording
    case .catalogue(let problem): problem.wording
    case .people(let problem): problem.wording
    case .rate(let problem): problem.wording
    case .exchange(let problem): problem.wording
    case .pool(let problem): problem.wording
    case .bill(let problem): problem.wording
    }
  }
}

extension FileProblem {
  fileprivate var wording: Wording {
    switch self {
    case .noFolder: ("there is no such folder", "name the folder that holds stackmeter.json5")
    case .noProjectFile: ("there is no project file", "write one there or name the folder that holds it")
    case .noPermission: ("permission to read the file is missing", "give it to the user that runs stackmeter")
    case .notRegular: ("this is not a regular file", "put a text file there")
    case .tooLarge(let most): ("the file is larger than \(most) MiB", "split it or remove what is out of date")
    case .failed: ("the file cannot be read", "check its path and the disk")
    case .notUTF8: ("the text is not UTF-8 here", "save the file as UTF-8")
    }
  }
}

extension JSON5Problem {
  fileprivate var wording: Wording {
    switch self {
    case .noValue: ("the file holds no value", "write the settings between { and }")
    case .expectedValue(let found): ("expected a value and found \(place(found))", "put text in quotes")
    case .expectedKey(let found):
      ("expected a key and found \(place(found))", "put a key that is not a plain word in quotes")
    case .expectedColon(let key, let found):
      ("expected \":\" after the key \(quoted(key)) and found \(place(found))", "write key: value")
    case .expectedComma(let closing, let found):
      ("expected \",\" or \(quoted(closing)) and found \(quoted(found))", "put a comma between entries")
    case .textAfterEnd(let found): ("found \(quoted(found)) after the end of the value", "remove it or close later")
    case .notClosed(let opening, let closing):
      ("\(quoted(opening)) is never closed", "add the missing \(quoted(closing))")
    case .textNotClosed: ("the text is not closed on its line", "add the closing quote")
    case .commentNotClosed: ("the comment is never closed", "add */")
    case .badEscape(let text): ("\(quoted(text)) is not an escape", "write \\\\ for a backslash")
    case .halfSurrogate(let text):
      ("\(quoted(text)) is half of a character", "write both halves or the character itself")
    case .badNumber(let text): ("\(quoted(text)) is not a number", "write it like 12, 0.5, 1e6 or 0xFF")
    case .tooDeep(let deepest): ("brackets are nested deeper than \(deepest)", "remove the extra brackets")
    case .repeatedKey(let name, let line): ("the key \(quoted(name)) is already on line \(line)", "keep one of the two")
    }
  }

  private func place(_ found: String?) -> String { found.map(quoted) ?? "the end of the file" }
}

extension ValueKind {
  fileprivate var remedy: String {
    switch self {
    case .text: "put it in quotes"
    case .number: "write it in digits, without quotes"
    case .boolean: "write true or false"
    case .list: "put it in [ ]"
    case .object: "put it in { }"
    case .null: "write null"
    }
  }
}

extension ProjectProblem {
  fileprivate var wording: Wording {
    switch self {
    case .unknownKey(let key, let known, let suggestion):
      ("unknown key \(quoted(key))", meant(suggestion) ?? "remove it or write one of \(list(known))")
    case .missingKey(let key, let example): ("the key \(quoted(key)) is missing", "add \(example)")
    case .wrongKind(let key, let expected, let found):
      ("\(quoted(key)) must be \(expected.rawValue) and is \(found.rawValue)", expected.remedy)
    case .emptyList(let key): ("\(quoted(key)) is empty", "give at least one entry")
    case .notAMode(let key, let found, let example):
      (
        "\(quoted(key)) is \(quoted(found))",
        "write permission bits as octal digits, such as \"\(example)\", with all that the owner needs to write anew"
      )
    case .notInRange(let key, let found, let least, let most):
      ("\(quoted(key)) is \(short(found))", "write a whole number from \(grouped("\(least)")) to \(grouped("\(most)"))")
    case .notInDecimalRange(let key, let found, let mayBeZero, let most):
      (
        "\(quoted(key)) is \(short(found))",
        "write a number \(mayBeZero ? "from 0" : "above 0, up") to \(grouped(most.description))"
      )
    case .notAShare(let key, let found): ("\(quoted(key)) is \(found)", "write a share such as \"10%\" or 0.1")
    case .shareOutOfRange(let key, let found, let most):
      ("\(quoted(key)) is \(short(found))", "write a share from 0% to \(percent(most))")
    case .unknownZone(let name, let suggestion):
      (
        "\(quoted(name)) is not an IANA time zone",
        meant(suggestion) ?? "write a name such as \"Europe/Berlin\" or \"UTC\""
      )
    case .repeatedSource(let name, let line):
      ("a source named \(quoted(name)) is already on line \(line)", "give each source a name of its own")
    case .unknownStatistic(let found):
      ("\"statistic\" is \(short(found))", "write \"peak\" or { topHours: 5 }")
    case .rangeOutOfOrder(let key, let low, let base, let high):
      (
        "the range of \(quoted(key)) has low \(low), base \(base) and high \(high)",
        "put base between low and high, and tell with better which end favours sharing"
      )
    case .scenarioWithoutChange(let name):
      ("the scenario \(quoted(name)) changes nothing", "give it platformPer, without, demand, tenants or set")
    }
  }
}

extension MappingProblem {
  fileprivate var wording: Wording {
    switch self {
    case .mapNotForFormat(let format):
      ("\"map\" is only for slurm-sacct for now and this source is \(format)", "remove it")
    case .noMap:
      (
        "a slurm-sacct source must tell whose its jobs are",
        "add map: [{ set: { tenant: \"{Account}\", environment: \"{Cluster}\" } }]"
      )
    case .ruleWithoutAction: ("the rule does nothing", "give it set: { … } or exclude: true")
    case .ruleWithBothActions: ("the rule both sets and excludes", "keep one of the two")
    case .excludeNotTrue: ("\"exclude\" is false", "write true or remove it")
    case .everyRuleExcludes:
      ("every rule excludes", "add a rule such as { set: { tenant: \"{Account}\", environment: \"{Cluster}\" } }")
    case .ruleSetsNo(let target):
      ("the rule sets no \(target)", "add \(target): \"\(target == "tenant" ? "{Account}" : "{Cluster}")\" to its set")
    case .unknownField(let name, let suggestion):
      ("\(quoted(name)) is not a field of sacct", meant(suggestion) ?? "write a field such as Account or Cluster")
    case .templateFieldNotClosed(let text):
      ("a \"{\" is never closed in \(quoted(text))", "add \"}\", or write {{ for a brace")
    case .templateFieldEmpty(let text): ("a field has no name in \(quoted(text))", "write a field such as {Account}")
    case .templateStrayBrace(let text): ("a \"}\" closes nothing in \(quoted(text))", "write }} for a brace")
    }
  }
}

extension ValueProblem {
  fileprivate var wording: Wording {
    switch self {
    case .empty(let name): ("\(quoted(name)) is empty", "fill it in")
    case .reserved(let name, let text):
      ("\(quoted(name)) is \(quoted(text)) and names that begin with \"(\" are reserved", "write another name")
    case .controlCharacter(let name, let text):
      ("\(quoted(name)) is \(quoted(text)) and holds a control character", "remove the character")
    case .surroundingSpace(let name, let text):
      ("\(quoted(name)) is \(quoted(text)) and begins or ends with a space", "remove the space")
    case .unknownChoice(let name, let text, let choices, let suggestion):
      ("\(quoted(name)) is \(quoted(text))", meant(suggestion) ?? "write one of \(list(choices))")
    case .unknownCurrency(let code, let suggestion):
      ("\(quoted(code)) is not an ISO 4217 currency", meant(suggestion) ?? "write a code such as \"USD\"")
    case .unknownUnit(let text):
      ("\(quoted(text)) is not a unit", "write one such as GPU-hours, core-seconds, GiB-hours or 1000 tokens")
    case .notANumber(let name, let text):
      ("\(quoted(name)) is \(quoted(text))", "write a plain number such as 1234.50")
    case .negative(let name, let text): ("\(quoted(name)) is \(short(text))", "write a number that is not below 0")
    case .tooManyDecimals(let name, let text):
      ("\(quoted(name)) is \(short(text)), with more than 12 decimals", "round it to 12")
    case .tooLarge(let name, let text): ("\(quoted(name)) is \(quoted(text)), which is too large", "check its digits")
    case .notAWholeNumber(let name, let text, let least, let most):
      (
        "\(quoted(name)) is \(quoted(text))",
        "write a whole number from \(grouped("\(least)")) to \(grouped("\(most)"))"
      )
    }
  }
}

extension TableProblem {
  fileprivate var wording: Wording {
    switch self {
    case .noHeader(let columns): ("the table has no header", "begin with \(columns.joined(separator: ","))")
    case .otherSeparator(let mark): ("the columns are separated by \(mark)", "save the table with commas")
    case .unknownColumn(let name, let known, let suggestion):
      ("unknown column \(quoted(name))", meant(suggestion) ?? "remove it or name it one of \(list(known))")
    case .repeatedColumn(let name): ("the column \(quoted(name)) is there twice", "keep one of the two")
    case .missingColumn(let name): ("the column \(quoted(name)) is missing", "add it to the header and to every row")
    case .fieldCount(let found, let expected):
      ("the row has \(found) fields and the header has \(expected)", "put fields with commas in quotes")
    case .quoteNotClosed: ("a quoted field is never closed", "add the closing quote")
    case .strayQuote: ("a quote stands inside a field", "put the field in quotes and double the quote")
    case .strayCarriageReturn: ("a carriage return stands alone", "end lines with LF or CRLF")
    case .noValue(let column): ("the row has no \(column)", "fill it in")
    case .notADate(let column, let text):
      ("\(quoted(column)) is \(quoted(text))", "write a date as 2026-10-01")
    case .endsBeforeItBegins(let from, let to):
      (
        "the row holds from \(from) to before \(to), which is never",
        "make valid_to a later day than valid_from"
      )
    case .overlap(let thing, let line, let from):
      (
        "\(thing) is already told on line \(line) from \(from.map { "\($0) on" } ?? "the beginning")",
        "remove one row or end the earlier with valid_to where the later begins"
      )
    }
  }
}

extension CatalogueProblem {
  fileprivate var wording: Wording {
    switch self {
    case .otherCurrency(let currency, let projects):
      (
        "the row is in \(currency) and the project in \(projects)",
        "write it in \(projects): this amount is not converted"
      )
    case .noUnit(let resource):
      (
        "nothing tells what \(quoted(resource.text)) is metered in",
        "add resources: { \(quoted(resource.text)): { unit: \"GB-hours\" } } to stackmeter.json5, with its unit"
      )
    case .otherDimension(let resource, let priced, let metered):
      (
        "the price is per \(priced) and \(quoted(resource.text)) is metered in \(metered)",
        "price it in a unit of the same kind as \(metered)"
      )
    case .capacityWithoutTime(let resource, let unit):
      (
        "\(quoted(resource.text)) is metered in \(unit) and has no capacity to hold",
        "remove the row or meter it over time, as GPU-seconds are"
      )
    case .unknownEnvironment(let environment, let suggestion):
      (
        "environments.csv has no environment \(quoted(environment.text))",
        meant(suggestion) ?? "add it there"
      )
    case .noEnvironmentsFile(let environment):
      (
        "there is no environments.csv to describe \(quoted(environment.text))",
        "create it with the columns environment, stack, kind and owner"
      )
    case .costWithout(let column, let category):
      ("the row has no \(column), which a cost of \(category) needs", "fill it in")
    case .costWith(let column, let category):
      ("the row has \(column), which a cost of \(category) does not take", "leave it empty")
    case .repeatedRelease(let component, let version, let line):
      (
        "version \(quoted(version.text)) of \(quoted(component.text)) is already on line \(line)",
        "keep one of the two rows"
      )
    case .supportEndsBeforeRelease(let released, let end):
      (
        "support ends on \(end), before the release on \(released)",
        "check both: end_of_support is the last day with support"
      )
    case .surchargeWithoutEndOfSupport:
      (
        "the row has a surcharge_per_hour and no end_of_support, so nobody knows from when it is due",
        "fill in end_of_support, the last day before it is"
      )
    }
  }
}

extension ExchangeProblem {
  fileprivate var wording: Wording {
    switch self {
    case .sameCurrency(let currency):
      ("the row converts \(currency) into itself", "remove it: an amount in its own currency needs no rate")
    case .rateIsZero:
      ("\"rate\" is 0", "write how many units of to_currency one of from_currency is worth")
    }
  }
}

extension PeopleProblem {
  fileprivate var wording: Wording {
    switch self {
    case .noKeyFile(let path): ("there is no key to make pseudonyms of users with", makeKey(path))
    case .keyTooShort(let path, let bytes, let least):
      ("the key has \(bytes) bytes and must have \(least)", makeKey(path))
    case .keyReadByAll(let path):
      ("every user of this machine can read the key that hides people's names", "chmod 600 \(shellWord(path))")
    }
  }

  private func makeKey(_ path: String) -> String {
    let word = shellWord(path)
    return "make one: head -c 32 /dev/urandom > \(word); chmod 600 \(word)"
  }

  /// A path as a shell takes it for one word.
  private func shellWord(_ path: String) -> String {
    let isPlain = path.unicodeScalars.allSatisfy { scalar in
      scalar.isASCII && (scalar.properties.isAlphabetic || "0123456789./-_".unicodeScalars.contains(scalar))
    }
    if isPlain { return path }
    let parts = onOneLine(path).split(separator: "'", omittingEmptySubsequences: false)
    return "'" + parts.joined(separator: "'\\''") + "'"
  }
}

// MARK: Parts of messages

private func meant(_ suggestion: String?) -> String? { suggestion.map { "did you mean \(quoted($0))?" } }

private func list(_ names: [String]) -> String { names.joined(separator: ", ") }

/// A value within a message: in quotes, on one line, cut where it is long.
func quoted(_ text: String) -> String { "\"\(short(text))\"" }

/// A value within a message, on one line and cut where it is long.
private func short(_ text: String) -> String {
  var shown = String.UnicodeScalarView()
  shown.append(contentsOf: text.unicodeScalars.prefix(80))
  return onOneLine(String(shown)) + (text.unicodeScalars.count > 80 ? "…" : "")
}

/// The text with every character that could break or turn the line written as its escape.
func onOneLine(_ text: String) -> String {
  var line = ""
  for scalar in text.unicodeScalars {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator:
      line += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    default: line.unicodeScalars.append(scalar)
    }
  }
  return line
}
