import Metering

/// The tables of the sample organisation: rates, environments, capacity, costs, tenants, components, releases and cost
/// pools, as CSV.
struct SampleTables {
  let window: SampleWindow

  /// The names of the files and their texts.
  var files: [(name: String, text: String)] {
    [
      ("rates.csv", rates), ("adjustments.csv", adjustments), ("environments.csv", environments),
      ("capacity.csv", capacity), ("costs.csv", costs),
      ("tenants.csv", tenants), ("components.csv", components), ("releases.csv", releases), ("pools.csv", pools),
    ]
  }

  /// The day on which the price of an A100 falls, and that on which claims moves to another business unit.
  static let priceChange = SampleWindow.day(2026, 9, 16)
  static let reorganisation = SampleWindow.day(2026, 10, 1)

  private var rates: String {
    // The card is older than the first log.
    let from = "\(SampleWindow.day(window.firstPeriod.year, 1, 1))"
    let change = "\(Self.priceChange)"
    return table(
      ["resource", "unit", "price", "currency", "valid_from", "valid_to", "environment", "tenant"],
      [
        ["gpu.a100", "GPU-hours", "2.40", "USD", from, change, "", ""],
        ["gpu.a100", "GPU-hours", "2.15", "USD", change, "", "", ""],
        ["gpu.a100", "GPU-hours", "1.95", "USD", change, "", "", "language"],
        ["gpu.l4", "GPU-hours", "0.80", "USD", from, "", "", ""],
        ["gpu.l4", "GPU-hours", "0.72", "USD", "\(SampleCatalogue.platformBegins)", "", "platform-notebooks", ""],
        ["cpu.core", "core-hours", "0.0415", "USD", from, "", "", ""],
        ["memory", "GiB-hours", "0.0052", "USD", from, "", "", ""],
        ["storage", "GiB-months", "0.092", "USD", from, "", "", ""],
        ["node", "node-hours", "0", "USD", from, "", "", ""],
        ["job", "job-hours", "0", "USD", from, "", "", ""],
      ])
  }

  /// A tenant that promised much, and a start-up help on the platform's notebooks that lasts until it is used up.
  private var adjustments: String {
    let (begins, ends) = ("\(SampleCatalogue.platformBegins)", "\(SampleWindow.day(2027, 1, 1))")
    return table(
      [
        "adjustment", "kind", "percent", "amount", "currency", "tenant", "environment", "resource", "valid_from",
        "valid_to",
      ],
      [
        ["risk-2026", "discount", "5", "", "", "risk", "", "gpu.a100", "\(Self.priceChange)", ends],
        ["notebooks-start", "credit", "", "1200.00", "USD", "", "platform-notebooks", "", begins, ends],
      ])
  }

  private var environments: String {
    var rows: [[String]] = []
    for environment in SampleCatalogue.environments {
      for (index, version) in environment.versions.enumerated() {
        let next = environment.versions.dropFirst(index + 1).first?.from
        rows.append([
          environment.name, environment.stack, environment.isShared ? "shared" : "bespoke", environment.owner,
          version.value, SampleSoftware.product(of: environment), SampleSoftware.region, SampleSoftware.dataClass,
          SampleSoftware.keepApart(environment), SampleSoftware.retireAfter(environment),
          SampleSoftware.wave(of: environment), SampleSoftware.isolation(of: environment),
          SampleSoftware.availabilityTarget(of: environment), text(version.from ?? environment.from),
          text(next ?? environment.to),
        ])
      }
    }
    return table(
      [
        "environment", "stack", "kind", "owner", "version", "product", "region", "data_class", "keep_apart",
        "retire_after", "wave", "isolation", "availability_target", "valid_from", "valid_to",
      ], rows)
  }

  private var components: String {
    var rows: [[String]] = []
    for environment in SampleCatalogue.environments {
      for component in SampleSoftware.components(of: environment) {
        for (index, version) in component.versions.enumerated() {
          let next = component.versions.dropFirst(index + 1).first?.from
          rows.append([
            environment.name, component.name, version.value, text(version.from), text(next ?? environment.to),
          ])
        }
      }
    }
    return table(["environment", "component", "version", "valid_from", "valid_to"], rows)
  }

  private var releases: String {
    table(
      ["component", "version", "released", "end_of_support", "surcharge_per_hour", "currency"],
      SampleSoftware.releases.map {
        [$0.component, $0.version, $0.released, $0.endOfSupport, $0.surcharge, $0.surcharge.isEmpty ? "" : "USD"]
      })
  }

  private var capacity: String {
    var rows: [[String]] = []
    for environment in SampleCatalogue.environments {
      for capacity in environment.capacities {
        for (index, units) in capacity.units.enumerated() {
          let next = capacity.units.dropFirst(index + 1).first?.from
          rows.append([
            environment.name, capacity.resource, units.value, text(units.from), text(next ?? environment.to),
          ])
        }
      }
    }
    return table(["environment", "resource", "units", "valid_from", "valid_to"], rows)
  }

  private var costs: String {
    var rows: [[String]] = []
    for environment in SampleCatalogue.environments {
      let days = [text(environment.from), text(environment.to)]
      let name = environment.name
      rows.append([name, "control_plane", "control plane", "\(environment.controlPlane)", "", "", "USD"] + days)
      if let (item, amount) = environment.licence {
        rows.append([name, "licences", item, "\(amount)", "", "", "USD"] + days)
      }
      rows.append([name, "operations_staff", "operations staff", "", environment.staff, "185000", "USD"] + days)
    }
    return table(
      [
        "environment", "category", "item", "amount_per_month", "fte", "loaded_cost_per_year", "currency", "valid_from",
        "valid_to",
      ], rows)
  }

  private var tenants: String {
    let insurance = "Larkmoor Insurance SE"
    let services = "Larkmoor Schadenservice Köln GmbH"
    let labs = "Larkmoor Labs, Ltd."
    let change = "\(Self.reorganisation)"
    return table(
      [
        "tenant", "name", "business_unit", "cost_centre", "gl_account", "legal_entity", "headcount", "valid_from",
        "valid_to",
      ],
      [
        ["claims", "Claims Automation", "Claims", "0431", "640120", services, "21", "", change],
        ["claims", "Claims Automation", "Customer Operations", "0517", "640120", services, "21", change, ""],
        ["fraud", "Fraud Detection", "Claims", "0420", "640110", insurance, "34", "", ""],
        ["language", "Language Research", "Research", "0902", "640310", labs, "26", "", ""],
        ["marketing", "Customer Analytics", "Sales & Marketing", "0310", "640150", insurance, "9", "", ""],
        ["platform", "ML Platform", "Technology", "0700", "640900", insurance, "6", "", ""],
        ["pricing", "Pricing and Reserving", "Actuarial", "0205", "640130", insurance, "18", "", ""],
        ["risk", "Risk Modelling", "Actuarial", "0207", "640130", insurance, "14", "", ""],
        ["vision", "Image Research", "Research", "0901", "640310", labs, "22", "", ""],
      ])
  }

  /// What was agreed on when the platform began: nobody but the platform pays for what is idle on it yet, its people
  /// are paid for by who uses it, and the office of the data protection officer by heads, by all a little.
  private var pools: String {
    let from = "\(SampleCatalogue.platformBegins)"
    return table(
      [
        "pool", "source", "method", "resource", "amount_per_month", "currency", "among", "floor", "owner", "valid_from",
      ],
      [
        ["platform-idle", "idle", "separate", "", "", "", "", "", "platform", from],
        ["platform-people", "platform_team", "usage", "cpu.core", "", "", "environment", "", "", from],
        ["data-protection", "overhead", "headcount", "", "9600.00", "USD", "", "8%", "", from],
      ])
  }

  private func text(_ day: CivilDate?) -> String { day.map { "\($0)" } ?? "" }

  func table(_ header: [String], _ rows: [[String]]) -> String {
    ([header] + rows).map { $0.map(csvField).joined(separator: ",") + "\n" }.joined()
  }
}

/// A field of a CSV by RFC 4180: in quotes where it must be.
func csvField(_ text: String) -> String {
  let mustQuote = text.utf8.contains { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\n") }
  guard mustQuote else { return text }
  return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
}
