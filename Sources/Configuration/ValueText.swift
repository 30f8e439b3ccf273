import Metering

// Numbers as people read them, in messages and in the list of assumptions.

/// A share as a percentage: `10%`, `12.5%`. A percentage that does not end within 12 decimals is a fraction: `1/3`.
func percent(_ share: Fraction) -> String {
  guard let percentage = try? share.times(Fraction(100)), let value = try? ExactDecimal(percentage),
    value.fraction == percentage
  else { return share.description }
  return value.description + "%"
}

/// Decimal text with commas between thousands: `200,000`, `-1,234.5`.
func grouped(_ number: String) -> String {
  let sign = number.hasPrefix("-") ? "-" : ""
  let parts = number.dropFirst(sign.count).split(separator: ".", maxSplits: 1)
  guard let whole = parts.first else { return number }
  var result = ""
  for (index, digit) in whole.enumerated() {
    if index > 0, (whole.count - index).isMultiple(of: 3) { result.append(",") }
    result.append(digit)
  }
  return sign + result + (parts.count > 1 ? "." + parts[1] : "")
}
