import Foundation
import Testing

/// October 2026 of the sample organisation, worked through by hand: each sum written out from the rate card, the
/// catalogue and what was measured, and held against what `stackmeter compare` prints. The arithmetic is Foundation's
/// `Decimal`, not the program's.
///
/// The month has 31 days and, with the hour that the clock is set back, 745 hours. Prices an hour: an A100 2.15, for
/// `language` 1.95; an L4 0.80, in `platform-notebooks` 0.72; a core 0.0415; a GiB 0.0052. Finance plans 185,000 a year
/// for an engineer: 15,416.67 a month, and 102.78 an hour of 1,800.
@Suite("The sample's October by hand") struct WorkedSampleTests {
  /// One stack's figures, each as it is worked out below.
  struct Stack: CustomTestStringConvertible, Sendable {
    let name: String
    var capacity: (today: Decimal, shared: Decimal)
    var paidByUse: Decimal = 0
    var controlPlane: (today: Decimal, shared: Decimal)
    var licences: (today: Decimal, shared: Decimal) = (0, 0)
    var staff: (today: Decimal, shared: Decimal)
    var switching: (today: Decimal, shared: Decimal) = (0, 0)
    /// Migration and building, without the two parallel months.
    var migration: Decimal
    /// On both sides: kept apart by decision, and so not run in parallel.
    var keptApart: Decimal = 0
    var units: [String: Int]
    /// nil: not within 36 months.
    var payback: Int?
    var cashablePayback: Int?

    var testDescription: String { name }
    private var pairs: [(today: Decimal, shared: Decimal)] {
      [capacity, (paidByUse, paidByUse), controlPlane, licences, staff, switching]
    }
    var today: Decimal { pairs.map(\.today).reduce(0, +) }
    var shared: Decimal { pairs.map(\.shared).reduce(0, +) }
    var saving: Decimal { today - shared }
    /// Capacity, fees and licences leave the bank account; people's time does not.
    var cashableSaving: Decimal { saving - (staff.today - staff.shared) - (switching.today - switching.shared) }
    var oneTimeCost: Decimal { cents(migration + 2 * (shared - keptApart)) }
    var netOverHorizon: Decimal { 36 * saving - oneTimeCost }
  }

  private static let hours: Decimal = 745
  private static let core = exact("0.0415")
  private static let gibibyte = exact("0.0052")
  private static let engineer = exact("185000") / 12
  /// An hour of an engineer's.
  private static let wage = exact("185000") / 1_800

  /// What is held costs, rounded once for each environment: GPUs at their price, cores and GiB through some hours.
  private static func held(
    _ gpus: Decimal, at price: String, cores: Decimal, memory: Decimal, hours: Decimal = hours
  ) -> Decimal {
    cents(hours * (gpus * exact(price) + cores * core + memory * gibibyte))
  }

  static let featureStore = Stack(
    name: "feature-store",
    capacity: (
      // fraud, pricing, marketing
      held(0, at: "0", cores: 32, memory: 256) + held(0, at: "0", cores: 24, memory: 192)
        + held(0, at: "0", cores: 16, memory: 128),
      // Together they peak at 31.9 cores and 306 GiB; with 15 % headroom and 4 % isolation 38.15 and 365.98:
      // two nodes of 32 and three of 128, and a spare one of each.
      held(0, at: "0", cores: 96, memory: 512)
    ),
    // Storage, measured: 509.64 + 312.47 + 199.80.
    paidByUse: exact("509.64") + exact("312.47") + exact("199.80"),
    // The dearest, and 90 for each of three tenants.
    controlPlane: (380 + 340 + 340, 380 + 3 * 90), licences: (700 + 700 + 500, 3_200),
    // A quarter of an engineer each; shared two at least, which is more than 0.5 + 3 · 0.25.
    staff: (3 * cents(engineer / 4), cents(2 * engineer)), migration: 3 * 400 * wage,
    units: ["cpu.core": 96, "memory": 512], payback: nil, cashablePayback: nil)

  static let notebooks = Stack(
    name: "notebooks",
    capacity: (
      held(10, at: "0.80", cores: 80, memory: 416)  // fraud
        + held(4, at: "0.80", cores: 80, memory: 320)  // pricing
        + held(6, at: "0.80", cores: 56, memory: 256)  // risk
        + held(10, at: "0.80", cores: 72, memory: 288)  // vision
        + held(6, at: "0.80", cores: 56, memory: 256)  // language
        // marketing until the 18th, 432 hours
        + held(6, at: "0.80", cores: 60, memory: 256, hours: 432)
        // the platform: 264 hours until the 11th, then twice as much for 481
        + cents(
          264 * (4 * exact("0.72") + 48 * core + 224 * gibibyte)
            + 481 * (8 * exact("0.72") + 96 * core + 416 * gibibyte)),
      // Peaks of 23.177 GPUs, 287.769 cores and 1,324.382 GiB; times 1.196 they are 27.72, 344.17 and 1,583.96:
      // 14 nodes of 2, 11 of 32, 13 of 128, and a spare one of each.
      held(30, at: "0.80", cores: 384, memory: 1_792)
    ),
    // marketing-sandbox, which nobody has catalogued: its usage at the price of a unit, measured.
    paidByUse: exact("167.68"),
    controlPlane: (940 + 720 + 720 + 880 + 720 + cents(610 * 18 / 31) + 1_450, 1_450 + 7 * 90),
    licences: (1_650 + 1_300 + 1_150 + 1_500 + 1_150 + cents(900 * 18 / 31) + 2_400, 2_400),
    // 0.75 twice, 0.5 three times, marketing's 0.5 for 18 days, the platform's 1; shared 0.5 + 7 · 0.25.
    staff: (
      2 * cents(engineer * 3 / 4) + 3 * cents(engineer / 2) + cents(engineer / 2 * 18 / 31) + cents(engineer),
      cents(engineer * 9 / 4)
    ),
    // 58 switches of ten minutes would be 580, but no more than 15 % of 215,423 active seconds count: 538.56 minutes.
    // A tenth of it stays.
    switching: (
      cents(exact("215423") * 15 / 100 / 3_600 * wage), cents(exact("215423") * 15 / 100 / 3_600 * wage / 10)
    ),
    migration: 7 * 400 * wage, units: ["gpu.l4": 30, "cpu.core": 384, "memory": 1_792], payback: 8,
    cashablePayback: 19)

  static let pipelines = Stack(
    name: "pipelines",
    capacity: (
      held(0, at: "0", cores: 96, memory: 384)  // fraud
        + 2 * held(0, at: "0", cores: 72, memory: 288)  // pricing, risk
        + held(0, at: "0", cores: 72, memory: 288, hours: 432)  // marketing
        + cents(264 * (72 * core + 288 * gibibyte) + 481 * (128 * core + 512 * gibibyte)),  // the platform
      // 278.858 cores and 1,115.433 GiB; times 1.196 they are 333.51 and 1,334.06: eleven nodes and a spare one of each.
      held(0, at: "0", cores: 384, memory: 1_536)
    ),
    controlPlane: (640 + 560 + 560 + cents(480 * 18 / 31) + 1_100, 1_100 + 5 * 90),
    licences: (850 + 850 + 850 + cents(600 * 18 / 31) + 1_500, 1_500),
    staff: (
      3 * cents(engineer / 2) + cents(engineer / 4 * 18 / 31) + cents(engineer * 3 / 4), cents(engineer * 7 / 4)
    ),
    migration: 4 * 400 * wage, units: ["cpu.core": 384, "memory": 1_536], payback: 18, cashablePayback: nil)

  static let serving = Stack(
    name: "serving",
    capacity: (
      held(8, at: "0.80", cores: 96, memory: 256) + held(4, at: "0.80", cores: 48, memory: 192)
        + held(6, at: "0.80", cores: 64, memory: 256) + held(4, at: "0.80", cores: 48, memory: 192),
      // 15 GPUs, 149.6 cores and 430 GiB with 30 % headroom: 20.28, 202.26 and 581.36.
      held(24, at: "0.80", cores: 256, memory: 768)
    ),
    controlPlane: (1_250 + 980 + 980 + 980, 1_250 + 4 * 90),
    staff: (cents(engineer) + 2 * cents(engineer / 2) + cents(engineer / 4), cents(2 * engineer)),
    migration: 4 * 600 * wage, units: ["gpu.l4": 24, "cpu.core": 256, "memory": 768], payback: nil,
    cashablePayback: nil)

  /// `risk-training` is kept apart by regulation, and on both sides.
  static let training = Stack(
    name: "training",
    capacity: (
      held(16, at: "2.15", cores: 256, memory: 2_048)  // fraud
        + held(8, at: "2.15", cores: 128, memory: 1_024)  // pricing
        + held(32, at: "2.15", cores: 512, memory: 4_096)  // vision
        + held(48, at: "1.95", cores: 768, memory: 6_144)  // language
        + held(8, at: "2.15", cores: 128, memory: 1_024),  // risk
      // 74 GPUs, 896 cores and 7,136 GiB; times 1.15 · 1.02 they are 86.8, 1,051.0 and 8,370.5.
      held(96, at: "2.15", cores: 1_088, memory: 8_576) + held(8, at: "2.15", cores: 128, memory: 1_024)
    ),
    controlPlane: (1_100 + 820 + 1_600 + 1_900 + 820, 1_900 + 4 * 90 + 820),
    // 1, 0.5, 0.75, 1, and risk's 0.5; shared 0.5 + 4 · 0.25, beside risk's.
    staff: (
      2 * cents(engineer) + 2 * cents(engineer / 2) + cents(engineer * 3 / 4),
      cents(engineer * 3 / 2) + cents(engineer / 2)
    ),
    migration: 4 * 700 * wage + 120_000,
    keptApart: held(8, at: "2.15", cores: 128, memory: 1_024) + 820 + cents(engineer / 2),
    units: ["gpu.a100": 96, "cpu.core": 1_088, "memory": 8_576], payback: 13, cashablePayback: 21)

  static let stacks = [featureStore, notebooks, pipelines, serving, training]

  @Test("every stack comes to what it does by hand") func stacks() throws {
    let output = try Self.compared()
    #expect(output.period == "2026-10")
    #expect(output.stacks.map(\.stack) == Self.stacks.map(\.name))
    for (stack, printed) in zip(Self.stacks, output.stacks) {
      for (item, today, shared) in [
        ("capacity", stack.capacity.today, stack.capacity.shared), ("paid_by_use", stack.paidByUse, stack.paidByUse),
        ("control_plane", stack.controlPlane.today, stack.controlPlane.shared),
        ("licences", stack.licences.today, stack.licences.shared),
        ("operations_staff", stack.staff.today, stack.staff.shared),
        ("switching", stack.switching.today, stack.switching.shared),
      ] as [(String, Decimal, Decimal)] {
        let pair = try #require(printed.items.first { $0.item == item })
        #expect(exact(pair.today) == today && exact(pair.shared) == shared, "\(stack.name) \(item)")
      }
      #expect(exact(printed.today) == stack.today && exact(printed.shared) == stack.shared, "\(stack.name)")
      #expect(exact(printed.saving) == stack.saving && exact(printed.cashableSaving) == stack.cashableSaving)
      #expect(exact(printed.oneTimeCost) == stack.oneTimeCost && exact(printed.netOverHorizon) == stack.netOverHorizon)
      #expect(printed.paybackMonth == stack.payback && printed.cashablePaybackMonth == stack.cashablePayback)
      #expect(exact(printed.keptApart) == stack.keptApart)
      var units: [String: Int] = [:]
      for pool in printed.pooling { units[pool.resource] = Int(pool.shared) }
      #expect(units == stack.units, "\(stack.name)")
    }
  }

  @Test("and so does the organisation: 624,952.06 today, 497,549.57 shared, back in month 18")
  func organization() throws {
    let printed = try Self.compared().organization
    let today = exact("20001.90") + exact("131776.96") + exact("62559.39") + exact("63375.48") + exact("347238.33")
    let shared = exact("40656.81") + exact("76121.96") + exact("47851.95") + exact("57637.44") + exact("275281.41")
    #expect(today == exact("624952.06") && today == Self.stacks.map(\.today).reduce(0, +))
    #expect(shared == exact("497549.57") && shared == Self.stacks.map(\.shared).reduce(0, +))
    #expect(exact(printed.today) == today && exact(printed.shared) == shared)
    #expect(exact(printed.saving) == exact("127402.49") && today - shared == exact("127402.49"))
    // 204,646.95 + 440,021.70 + 260,148.34 + 361,941.55 + 899,807.10; 17 months earn 2,165,842.33, and 18 enough.
    #expect(exact(printed.oneTimeCost) == exact("2166565.64"))
    #expect(Self.stacks.map(\.oneTimeCost).reduce(0, +) == exact("2166565.64"))
    #expect(17 * exact("127402.49") < exact("2166565.64") && 18 * exact("127402.49") >= exact("2166565.64"))
    #expect(printed.paybackMonth == 18)
    // On cash alone 73,608.50 a month: 29 months earn 2,134,646.50.
    #expect(exact(printed.cashableSaving) == Self.stacks.map(\.cashableSaving).reduce(0, +))
    #expect(29 * exact("73608.50") < exact("2166565.64") && 30 * exact("73608.50") >= exact("2166565.64"))
    #expect(printed.cashablePaybackMonth == 30)
  }

  private struct Output: Decodable {
    struct Pair: Decodable {
      let item: String
      let today: String
      let shared: String
    }
    struct Pool: Decodable {
      let resource: String
      let shared: String
    }
    struct Stack: Decodable {
      let stack: String
      let items: [Pair]
      let pooling: [Pool]
      let today: String
      let shared: String
      let keptApart: String
      let saving: String
      let cashableSaving: String
      let oneTimeCost: String
      let netOverHorizon: String
      let paybackMonth: Int?
      let cashablePaybackMonth: Int?
    }
    struct Organization: Decodable {
      let today: String
      let shared: String
      let saving: String
      let cashableSaving: String
      let oneTimeCost: String
      let paybackMonth: Int?
      let cashablePaybackMonth: Int?
    }
    let period: String
    let organization: Organization
    let stacks: [Stack]
  }

  private static func compared() throws -> Output {
    let site = try Site([:])
    for (name, bytes) in try SampleWriting(seed: 1).files { try site.write(name, bytes: bytes) }
    let ingest = try site.run("ingest")
    #expect(ingest.code == 0, "\(ingest.errors)")
    let outcome = try site.run("compare", "--json")
    #expect(outcome.code == 0, "\(outcome.errors)")
    return try JSONDecoder().decode(Output.self, from: Data(outcome.output.utf8))
  }
}

private func exact(_ text: String) -> Decimal { Decimal(string: text) ?? .nan }

/// Half away from zero.
private func cents(_ amount: Decimal) -> Decimal {
  var (amount, rounded) = (amount, Decimal())
  NSDecimalRound(&rounded, &amount, 2, .plain)
  return rounded
}
