internal import Metering

/// Where an amount lies between two others. All in whole numbers, so the same figures give the same bytes everywhere.
struct ChartScale: Sendable {
  let low: Int128
  let high: Int128

  /// Holds all of them.
  /// `values`: none is a scale from 0 to 1.
  init(_ values: some Sequence<Int128>) {
    let low = values.min() ?? 0
    self.low = low
    high = max(values.max() ?? 1, low + 1)
  }

  /// `steps` × (value − low) ÷ (high − low), held inside.
  func position(_ value: Int128, of steps: Int128) -> Int128 {
    let inside = max(low, min(high, value))
    return (inside - low).scaled(by: steps, over: high - low, rounding: .halfEven) ?? 0
  }

  /// A share of the width with two decimals: `61.25%`.
  func percent(_ value: Int128) -> String { Self.percent(hundredths: position(value, of: 10_000)) }

  /// From the top of a pane downwards.
  func depth(_ value: Int128, of steps: Int128 = ChartPane.rows) -> Int128 { steps - position(value, of: steps) }

  static func percent(hundredths: Int128) -> String { decimalText(hundredths, places: 2) + "%" }

  /// The place of a step among `columns`, as a share of the width.
  static func percent(_ step: Int, of columns: Int) -> String {
    percent(hundredths: Int128(step) * 10_000 / Int128(max(1, columns)))
  }
}
