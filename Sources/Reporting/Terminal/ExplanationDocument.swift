internal import Aggregation
internal import Configuration
internal import Metering

/// An explanation for programs: `stackmeter explain --json`. Numbers are exact decimals in quotes.
package struct ExplanationDocument: Encodable {
  private struct Line: Encodable {
    let lineID: String
    let billingPeriod: Period
    let firstDay: CivilDate
    let endDay: CivilDate
    let tenant: TenantID
    let stack: StackID
    let environment: EnvironmentID
    let version: VersionID
    let category: String
    let item: String
    let rule: String
    let chargeClass: String
    let used: Source?
    let onDay: Day?
    let steps: [Step]
    let posting: Posting?
    let amount: ExactDecimal?
    let billedCost: String?
  }

  private struct Source: Encodable {
    let quantity: ExactDecimal
    let unit: String
    let days: [Day]
    let batches: [Batch]
  }

  private struct Day: Encodable {
    let day: CivilDate
    let quantity: ExactDecimal
  }

  private struct Batch: Encodable {
    let batch: Int
    let source: String
    let file: String
    let format: String
    let bytes: Int
    let fingerprint: String
    let read: Int
    let accepted: Int
    let duplicate: Int
    let quarantined: Int
    let excluded: Int
    let quantity: ExactDecimal
    let records: Records?
  }

  private struct Records: Encodable {
    let file: String
    let problem: String
    let counted: [Range]
    let duplicates: [Range]
    let conflicts: [Range]
    let isExact: Bool
  }

  private struct Range: Encodable {
    let firstLine: Int
    let lastLine: Int
    let firstByte: Int
    let endByte: Int
    let records: Int
    let quantity: ExactDecimal
  }

  private struct Step: Encodable {
    let kind: String
    let rule: String?
    let reference: String?
    let terms: String?
    let scope: String?
    let validFrom: CivilDate?
    let validTo: CivilDate?
    let note: String?
    let form: String?
    let operands: [Term]?
    let ratio: Fraction?
    let result: Term?
  }

  private struct Term: Encodable {
    let value: ExactDecimal
    let unit: String
    let label: String
  }

  private struct Posting: Encodable {
    let amount: ExactDecimal
    let rounded: String
    let posted: String
    let tenantAmount: ExactDecimal
    let tenantPosted: String
    let organizationAmount: ExactDecimal?
    let organizationPosted: String?
  }

  private let selection: String
  private let currency: Currency
  private let lineCount: Int
  private let unratedLines: Int
  private let billedCost: String
  private let notes: [String]
  private let lines: [Line]

  package init(_ explanation: Explanation) {
    selection = explanation.selection
    currency = explanation.currency
    lineCount = explanation.lineCount
    unratedLines = explanation.unratedCount
    billedCost = explanation.currency.text(minorUnits: explanation.minorUnits)
    notes = explanation.notes
    lines = explanation.lines.map { Self.line($0, explanation) }
  }

  private static func line(_ line: LineExplanation, _ explanation: Explanation) -> Line {
    let (posted, identity) = (line.posted, line.posted.line.identity)
    return Line(
      lineID: posted.lineID, billingPeriod: identity.period, firstDay: identity.days.lowerBound,
      endDay: identity.days.upperBound, tenant: identity.tenant, stack: identity.stack,
      environment: identity.environment, version: identity.version, category: identity.category.rawValue,
      item: identity.item, rule: identity.printedRule, chargeClass: identity.chargeClass.rawValue,
      used: line.source.map(source), onDay: line.onDay.map { Day(day: $0.day, quantity: $0.quantity) },
      steps: line.steps.map(step), posting: line.posting.map { posting($0, explanation.isOfOneTenant) },
      amount: posted.line.amount, billedCost: posted.minorUnits.map { explanation.currency.text(minorUnits: $0) })
  }

  private static func source(_ source: LineExplanation.Source) -> Source {
    Source(
      quantity: source.quantity, unit: source.unit,
      days: source.days.map { Day(day: $0.day, quantity: $0.quantity) },
      batches: source.batches.map { batch in
        Batch(
          batch: batch.batch, source: batch.source, file: batch.file, format: batch.format, bytes: batch.bytes,
          fingerprint: batch.fingerprint, read: batch.counts.read, accepted: batch.counts.accepted,
          duplicate: batch.counts.duplicate, quarantined: batch.counts.quarantined, excluded: batch.counts.excluded,
          quantity: batch.quantity,
          records: batch.records.map { records in
            Records(
              file: records.file, problem: records.problem, counted: records.counted.map(range),
              duplicates: records.duplicates.map(range), conflicts: records.conflicts.map(range),
              isExact: records.problem.isEmpty && (try? records.counted.map(\.quantity).total()) == batch.quantity)
          })
      })
  }

  private static func range(_ range: LineExplanation.Records.Range) -> Range {
    Range(
      firstLine: range.lines.lowerBound, lastLine: range.lines.upperBound, firstByte: range.bytes.lowerBound,
      endByte: range.bytes.upperBound, records: range.records, quantity: range.quantity)
  }

  private static func step(_ step: ExplanationStep) -> Step {
    func term(_ term: Arithmetic.Term) -> Term { Term(value: term.value, unit: term.unit, label: term.label) }
    let (rule, arithmetic) = (step.rule, step.arithmetic)
    return Step(
      kind: step.kind.rawValue, rule: rule?.name, reference: rule?.reference, terms: rule?.terms, scope: rule?.scope,
      validFrom: rule?.validity.from, validTo: rule?.validity.to, note: step.note.isEmpty ? nil : step.note,
      form: arithmetic?.form.rawValue, operands: arithmetic?.terms.map(term), ratio: arithmetic?.ratio,
      result: (arithmetic?.result).map(term))
  }

  private static func posting(_ posting: PostingExplanation, _ isOfOneTenant: Bool) -> Posting {
    func text(_ units: Int128) -> String { posting.currency.text(minorUnits: units) }
    return Posting(
      amount: posting.amount, rounded: text(posting.rounded), posted: text(posting.posted),
      tenantAmount: posting.tenantTotal, tenantPosted: text(posting.tenantPosted),
      organizationAmount: isOfOneTenant ? nil : posting.total,
      organizationPosted: isOfOneTenant ? nil : text(posting.totalPosted))
  }
}
