import Configuration
import Metering

extension RatingTrace {
  static let exchangeNote = "at the exchange rate of fx.csv that holds on these days"

  /// From what a line is priced at to what it charges; nothing where both are of one currency. Minimums and credits are
  /// settled in the project's currency, and a residue is one of conversions.
  func exchangeSteps(_ line: ChargeLine) -> [ExplanationStep] {
    guard ![.minimum, .credit, .conversion].contains(line.identity.category), let amount = line.amount,
      let conversion = line.conversion, let rate = conversion.rate
    else { return [] }
    let priced = Arithmetic.Term(conversion.amount, conversion.currency.code)
    let unit = "\(line.currency) for 1 \(conversion.currency)"
    let step = Arithmetic(
      .product, [priced, Arithmetic.Term(rate, unit)], result: Arithmetic.Term(amount, line.currency.code))
    return [ExplanationStep(.exchange, step, note: Self.exchangeNote)]
  }

  /// What the lines of a currency lack of an invoice in it: whole cents at each rate, converted, less the lines.
  func residueSteps(_ line: ChargeLine) throws(ArithmeticOverflow) -> [ExplanationStep] {
    guard let amount = line.amount, let currency = line.conversion?.currency else { return [] }
    let converted = lines.filter {
      $0.identity.category != .conversion && !$0.identity.category.isPooled && $0.conversion?.currency == currency
    }
    let invoice = try ConversionResidue.Invoice(of: converted, in: currency)
    var steps: [ExplanationStep] = []
    var terms: [Arithmetic.Term] = []
    for part in invoice.parts {
      let product = Arithmetic(
        .product,
        [
          Arithmetic.Term(part.posted, currency.code, "invoiced in whole cents"),
          Arithmetic.Term(part.rate, "\(line.currency) for 1 \(currency)"),
        ], result: Arithmetic.Term(try part.posted.times(part.rate), line.currency.code, "of the invoice"))
      steps.append(
        ExplanationStep(.residue, product, note: "what all lines priced in \(currency) come to at this rate"))
      terms.append(product.result)
    }
    let charged = try converted.compactMap(\.amount).total().negated()
    terms.append(Arithmetic.Term(charged, line.currency.code, "charged by the lines"))
    let result = Arithmetic.Term(amount, line.currency.code)
    return steps + [ExplanationStep(.residue, Arithmetic(.sum, terms, result: result))]
  }
}
