package import Metering

/// Quantities hour by hour on one clock, of which most days may have none: those are left out.
///
///     hours       0 … 23    24 … 47    48 … 71
///     quantities  1 … 3     –          2 … 2        two stretches, 48 cells
///
/// Of many tenants in many environments through a year, few use each environment on each day.
package struct HourlyDemand: Sendable {
  private struct Stretch {
    var hours: Range<Int>
    /// Of its first hour, in the cells.
    var offset: Int
  }

  /// How many hours the clock has.
  package let hourCount: Int
  /// Apart, ascending.
  private var stretches: [Stretch] = []
  /// Those of all stretches, one behind the other.
  private var cells: [ExactDecimal] = []

  /// Nothing in any hour.
  package init(hourCount: Int) { self.hourCount = hourCount }

  /// A quantity in every hour.
  package init(_ quantities: [ExactDecimal]) {
    hourCount = quantities.count
    cells = quantities
    stretches = quantities.isEmpty ? [] : [Stretch(hours: 0..<quantities.count, offset: 0)]
  }

  /// Adds the usage of a day.
  /// `range`: the hours of the day on the clock. What is added at another time is of the same hours or of none of them.
  package mutating func add(_ usage: [DayUsage.Hour], ofDay range: Range<Int>) throws(ArithmeticOverflow) {
    let offset = offset(of: range)
    for hour in usage {
      let cell = offset + hour.hour
      let (sum, overflow) = cells[cell].picounits.addingReportingOverflow(hour.quantity.picounits)
      guard !overflow else { throw ArithmeticOverflow("+", [cells[cell].description, hour.quantity.description]) }
      cells[cell] = ExactDecimal(picounits: sum)
    }
  }

  /// Where the hours are in the cells, making place for them.
  private mutating func offset(of range: Range<Int>) -> Int {
    // Days mostly come in their order.
    var next = stretches.count
    while next > 0, stretches[next - 1].hours.lowerBound > range.lowerBound { next -= 1 }
    if next > 0, stretches[next - 1].hours.upperBound >= range.upperBound {
      return stretches[next - 1].offset + range.lowerBound - stretches[next - 1].hours.lowerBound
    }
    if next == stretches.count {
      let end = cells.count
      cells.append(contentsOf: repeatElement(.zero, count: range.count))
      if let last = stretches.last, last.hours.upperBound == range.lowerBound {
        stretches[next - 1].hours = last.hours.lowerBound..<range.upperBound
      } else {
        stretches.append(Stretch(hours: range, offset: end))
      }
      return end
    }
    let offset = stretches[next].offset
    cells.insert(contentsOf: repeatElement(.zero, count: range.count), at: offset)
    for behind in next..<stretches.count { stretches[behind].offset += range.count }
    stretches.insert(Stretch(hours: range, offset: offset), at: next)
    return offset
  }

  /// What is told of an hour; 0 in those left out.
  package subscript(hour: Int) -> ExactDecimal {
    guard let stretch = stretches.last(where: { $0.hours.lowerBound <= hour }), stretch.hours.contains(hour) else {
      return .zero
    }
    return cells[stretch.offset + hour - stretch.hours.lowerBound]
  }

  /// The exact sum of all hours.
  package func total() throws(ArithmeticOverflow) -> ExactDecimal { try cells.total() }

  /// Each hour times a whole number, or a share.
  func times(_ factor: Fraction) throws(ArithmeticOverflow) -> HourlyDemand {
    guard factor != .one else { return self }
    var product = self
    for cell in cells.indices {
      let (whole, overflow) = cells[cell].picounits.multipliedReportingOverflow(by: factor.numerator)
      product.cells[cell] =
        factor.denominator == 1 && !overflow ? ExactDecimal(picounits: whole) : try cells[cell].times(factor)
    }
    return product
  }

  /// Adds every hour to that of `sums`, which has as many.
  func add(to sums: inout [ExactDecimal]) throws(ArithmeticOverflow) {
    precondition(sums.count == hourCount, "demand is pooled on one clock: the same hours for all")
    for stretch in stretches {
      for (position, hour) in stretch.hours.enumerated() {
        let cell = cells[stretch.offset + position]
        let (sum, overflow) = sums[hour].picounits.addingReportingOverflow(cell.picounits)
        guard !overflow else { throw ArithmeticOverflow("+", [sums[hour].description, cell.description]) }
        sums[hour] = ExactDecimal(picounits: sum)
      }
    }
  }

  /// Every hour, those left out as 0.
  package var quantities: [ExactDecimal] {
    var quantities = [ExactDecimal](repeating: .zero, count: hourCount)
    for stretch in stretches {
      for (position, hour) in stretch.hours.enumerated() { quantities[hour] = cells[stretch.offset + position] }
    }
    return quantities
  }
}

extension HourlyDemand: Equatable {
  /// Whether every hour is the same, left out or told as 0.
  package static func == (left: HourlyDemand, right: HourlyDemand) -> Bool { left.quantities == right.quantities }
}
