package import Metering

/// What can be wrong with the configuration. The cases carry facts; the words are in `Wording.swift`.
package enum ConfigurationProblem: Sendable, Equatable {
  case file(FileProblem)
  case syntax(JSON5Problem)
  case project(ProjectProblem)
  case mapping(MappingProblem)
  case value(ValueProblem)
  case table(TableProblem)
  case catalogue(CatalogueProblem)
  case people(PeopleProblem)
  case rate(RateProblem)
  case exchange(ExchangeProblem)
  case pool(PoolProblem)
  case bill(BillProblem)
}

/// What can be wrong with a file, before what it says is looked at.
package enum FileProblem: Sendable, Equatable {
  case noFolder
  case noProjectFile
  case noPermission
  /// A folder, a device or a pipe.
  case notRegular
  case tooLarge(mostMebibytes: Int)
  /// The system does not tell why.
  case failed
  case notUTF8
}

/// What can be wrong with a JSON5 text. What was found instead is nil at the end of the text.
package enum JSON5Problem: Sendable, Equatable {
  case noValue
  case expectedValue(found: String?)
  case expectedKey(found: String?)
  case expectedColon(key: String, found: String?)
  case expectedComma(closing: String, found: String)
  case textAfterEnd(found: String)
  case notClosed(opening: String, closing: String)
  case textNotClosed
  case commentNotClosed
  case badEscape(String)
  case halfSurrogate(String)
  case badNumber(String)
  case tooDeep(deepest: Int)
  case repeatedKey(String, firstLine: Int)
}

/// The kinds of JSON5 values, as messages call them.
package enum ValueKind: String, Sendable, Equatable {
  case text = "a text"
  case number = "a number"
  case boolean = "true or false"
  case list = "a list"
  case object = "an object"
  case null = "null"
}

/// What can be wrong with the keys of the project file.
package enum ProjectProblem: Sendable, Equatable {
  case unknownKey(String, known: [String], suggestion: String?)
  case missingKey(String, example: String)
  case wrongKind(key: String, expected: ValueKind, found: ValueKind)
  case emptyList(key: String)
  /// A whole number out of its range, or not whole.
  /// No octal digits, or without the bits that the owner needs.
  case notAMode(key: String, found: String, example: String)
  case notInRange(key: String, found: String, least: Int, most: Int)
  /// A decimal number out of its range: from 0, or more than 0, to `most`.
  case notInDecimalRange(key: String, found: String, mayBeZero: Bool, most: ExactDecimal)
  case notAShare(key: String, found: String)
  /// A share beyond its range, which is from 0 to `most`.
  case shareOutOfRange(key: String, found: String, most: Fraction)
  case unknownZone(String, suggestion: String?)
  case repeatedSource(String, firstLine: Int)
  case unknownStatistic(String)
  /// The base of an assumption's range does not lie between its ends.
  case rangeOutOfOrder(key: String, low: String, base: String, high: String)
  /// A scenario that is the same as no scenario.
  case scenarioWithoutChange(String)
}

/// What can be wrong with the rules of a source's `map`.
package enum MappingProblem: Sendable, Equatable {
  case mapNotForFormat(String)
  case noMap
  case ruleWithoutAction
  case ruleWithBothActions
  case excludeNotTrue
  case everyRuleExcludes
  case ruleSetsNo(target: String)
  case unknownField(String, suggestion: String?)
  case templateFieldNotClosed(String)
  case templateFieldEmpty(String)
  case templateStrayBrace(String)
}

/// What can be wrong with a single value, in the project file or in a table. `name` is the key or the column.
package enum ValueProblem: Sendable, Equatable {
  case empty(name: String)
  case reserved(name: String, text: String)
  case controlCharacter(name: String, text: String)
  case surroundingSpace(name: String, text: String)
  case unknownChoice(name: String, text: String, choices: [String], suggestion: String?)
  case unknownCurrency(String, suggestion: String?)
  case unknownUnit(String)
  case notANumber(name: String, text: String)
  case negative(name: String, text: String)
  case tooManyDecimals(name: String, text: String)
  case tooLarge(name: String, text: String)
  /// A whole number out of its range, or not whole.
  case notAWholeNumber(name: String, text: String, least: Int, most: Int)
}

/// What can be wrong with a table and with the rows of any table.
package enum TableProblem: Sendable, Equatable {
  case noHeader(columns: [String])
  /// The header is one field with semicolons or tabs in it.
  case otherSeparator(String)
  case unknownColumn(String, known: [String], suggestion: String?)
  case repeatedColumn(String)
  case missingColumn(String)
  case fieldCount(found: Int, expected: Int)
  case quoteNotClosed
  case strayQuote
  case strayCarriageReturn
  case noValue(column: String)
  case notADate(column: String, text: String)
  case endsBeforeItBegins(from: CivilDate, to: CivilDate)
  /// Two rows of one thing hold on the same day; `from` is the first such day, nil: since ever.
  case overlap(of: String, otherLine: Int, from: CivilDate?)
}

/// What can be wrong with the rows of the tables beside each other and beside the other files.
package enum CatalogueProblem: Sendable, Equatable {
  case otherCurrency(Currency, projects: Currency)
  case noUnit(resource: ResourceID)
  case otherDimension(resource: ResourceID, priced: MeteringUnit, metered: MeteringUnit)
  case capacityWithoutTime(resource: ResourceID, unit: MeteringUnit)
  case unknownEnvironment(EnvironmentID, suggestion: String?)
  case noEnvironmentsFile(EnvironmentID)
  /// A cost row that lacks a column its category needs.
  case costWithout(column: String, category: String)
  /// A cost row with a column its category does not take.
  case costWith(column: String, category: String)
  /// Two rows of one release.
  case repeatedRelease(ComponentID, VersionID, otherLine: Int)
  case supportEndsBeforeRelease(released: CivilDate, endOfSupport: CivilDate)
  /// A surcharge for a version whose support never ends.
  case surchargeWithoutEndOfSupport
}

/// What can be wrong with the rows of `fx.csv`.
package enum ExchangeProblem: Sendable, Equatable {
  case sameCurrency(Currency)
  /// A currency that is worth nothing.
  case rateIsZero
}

/// What can be wrong with the key that pseudonyms are made with. `path`: as the message's remedy names the file.
package enum PeopleProblem: Sendable, Equatable {
  case noKeyFile(path: String)
  case keyTooShort(path: String, bytes: Int, least: Int)
  /// A warning: the key can be used.
  case keyReadByAll(path: String)
}
