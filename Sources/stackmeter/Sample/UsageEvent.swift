import Metering

/// A line of a usage log, field by field as it is written; what is empty is left out.
struct UsageEvent: Sendable {
  enum Style: Sendable {
    case csv
    case jsonLine
  }

  var id: String
  var start: String
  var end: String
  var tenant: String
  var stack: String
  var environment: String
  var version: String
  var resource: String
  var quantity: String
  var unit: String
  var user: String

  static let header = "id,start,end,tenant,stack,environment,version,resource,quantity,unit,user\n"

  /// The line with its end.
  func line(_ style: Style) -> String {
    switch style {
    case .csv:
      return
        "\(id),\(start),\(end),\(tenant),\(stack),\(environment),\(version),\(resource),\(quantity),\(unit),\(user)\n"
    case .jsonLine:
      let texts = [
        ("id", id), ("start", start), ("end", end), ("tenant", tenant), ("stack", stack), ("environment", environment),
        ("version", version), ("resource", resource), ("unit", unit), ("user", user),
      ]
      let members = texts.filter { !$0.1.isEmpty }.map { "\"\($0.0)\":\"\($0.1)\"" } + ["\"quantity\":\(quantity)"]
      return "{" + members.joined(separator: ",") + "}\n"
    }
  }
}

extension UsageEvent.Style {
  /// The exporter writes the clock of its site with the offset, the gateways write UTC.
  fileprivate func text(of instant: Int64) -> String {
    switch self {
    case .csv: SampleWindow.offsetText(instant)
    case .jsonLine: instantText(instant)
    }
  }
}

extension SampleUsage {
  /// The events of the usage's amounts, without ids. With a larger scale the time is cut into so many parts, each with
  /// an event of its own: more events and more people, and the same usage.
  func events(_ style: UsageEvent.Style, scale: Int, seed: UInt64) -> [UsageEvent] {
    var events: [UsageEvent] = []
    for (resource, amount) in amounts {
      switch amount {
      case .counted(let count, let unit):
        events.append(event(style, start, end, resource, "\(count)", unit: unit, part: 0, scale: scale, seed: seed))
      case .held(let tenths):
        for part in 0..<scale {
          let from = start + (end - start) * Int64(part) / Int64(scale)
          let to = start + (end - start) * Int64(part + 1) / Int64(scale)
          guard to > from else { continue }
          let quantity = tenthsText(tenths * Int(to - from))
          events.append(event(style, from, to, resource, quantity, unit: "", part: part, scale: scale, seed: seed))
        }
      }
    }
    return events
  }

  private func event(
    _ style: UsageEvent.Style, _ from: Int64, _ to: Int64, _ resource: String, _ quantity: String, unit: String,
    part: Int, scale: Int, seed: UInt64
  ) -> UsageEvent {
    UsageEvent(
      id: "", start: style.text(of: from), end: from == to ? "" : style.text(of: to), tenant: tenant, stack: stack,
      environment: environment, version: version, resource: resource, quantity: quantity, unit: unit,
      user: person?.name(standingFor: part, of: scale, seed: seed) ?? "")
  }
}

extension SamplePerson {
  /// A pseudonym such as `u-5c1e09a3`: the same person has the same wherever they work.
  func name(standingFor part: Int = 0, of scale: Int = 1, seed: UInt64) -> String {
    var random = SplitMix64(seed: seed, stream: "person/\(team)/\(number + part % scale * teamSize)")
    let digits = String(random.next() >> 32, radix: 16)
    return "u-" + String(repeating: "0", count: 8 - digits.utf8.count) + digits
  }
}

/// A number of tenths as a decimal: `36005` is `3600.5`.
func tenthsText(_ tenths: Int) -> String {
  tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
}
