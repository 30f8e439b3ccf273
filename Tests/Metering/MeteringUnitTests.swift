import Metering
import Testing

@Suite struct MeteringUnitTests {
  private func unit(_ text: String) throws -> MeteringUnit { try #require(MeteringUnit(text)) }

  @Test(
    "a unit is read in any case, singular or plural, with any of its joints",
    arguments: [
      ("GPU-hours", "GPU-hours"), ("gpu hour", "GPU-hours"), ("Gpu*H", "GPU-hours"), ("GPUS_hr", "GPU-hours"),
      ("vcpu-s", "core-seconds"), ("core seconds", "core-seconds"), ("GiB-Hours", "GiB-hours"),
      ("gib mo", "GiB-months"),
      ("bytes", "B"), ("B-second", "B-seconds"), ("GB", "GB"), ("1000 tokens", "1000 tokens"), ("1 token", "tokens"),
      ("h", "hours"), ("seconds", "seconds"), ("license", "licences"), ("queries", "queries"), ("query", "queries"),
      ("1000000 requests", "1000000 requests"), ("fte-month", "FTE-months"), ("FTE", "FTEs"),
    ])
  func reading(text: String, name: String) throws {
    #expect(try unit(text).name == name)
    #expect(try unit(text).description == name)
  }

  @Test("a unit's own name reads back to an equal unit")
  func roundTrip() throws {
    let things = [
      "B", "kB", "MB", "GB", "TB", "PB", "KiB", "MiB", "GiB", "TiB", "PiB", "core", "gpu", "node", "job", "instance",
      "environment", "seat", "user", "request", "token", "query", "run", "model", "image", "event", "message", "call",
      "row", "unit", "count", "licence", "fte",
    ]
    for thing in things {
      for suffix in ["", "-second", "-minute", "-hour", "-day", "-month", "-year"] {
        for prefix in ["", "1000 "] {
          let read = try unit(prefix + thing + suffix)
          #expect(MeteringUnit(read.name) == read, "\(prefix)\(thing)\(suffix)")
        }
      }
    }
  }

  @Test(
    "a text with an unknown word, an order turned round or a sign is no unit",
    arguments: [
      "", " ", "-", "GPU-fortnights", "widgets", "hours-GPU", "GPU core hours", "1000", "0 tokens", "-5 tokens",
      "1.5 tokens", "10000000000000 tokens", "GPU/hour", "GPU-hours-hours", "tokens 1000", "１ token",
    ])
  func unknown(text: String) { #expect(MeteringUnit(text) == nil) }

  @Test("units of one dimension convert by an exact ratio")
  func conversion() throws {
    #expect(try unit("GPU-hours").ratio(to: unit("GPU-seconds")) == Fraction(3_600))
    #expect(try unit("GPU-seconds").ratio(to: unit("GPU-hours")) == Fraction(1, 3_600))
    #expect(try unit("B-seconds").ratio(to: unit("GiB-hours")) == Fraction(1, 1_073_741_824 * 3_600))
    #expect(try unit("GB").ratio(to: unit("GiB")) == Fraction(1_000_000_000, 1_073_741_824))
    #expect(try unit("TiB").ratio(to: unit("GiB")) == Fraction(1_024))
    #expect(try unit("PB").ratio(to: unit("kB")) == Fraction(1_000_000_000_000))
    #expect(try unit("GPU-months").ratio(to: unit("GPU-hours")) == Fraction(730))
    #expect(try unit("GPU-years").ratio(to: unit("GPU-months")) == Fraction(12))
    #expect(try unit("days").ratio(to: unit("minutes")) == Fraction(1_440))
    #expect(try unit("1000 tokens").ratio(to: unit("tokens")) == Fraction(1_000))
    #expect(try unit("vCPU-hours").ratio(to: unit("core-hours")) == .one)
  }

  @Test("units of different dimensions do not convert")
  func dimensions() throws {
    for (one, other) in [
      ("GPU-hours", "core-hours"), ("GiB", "GiB-hours"), ("hours", "GiB"), ("hours", "GPU-hours"),
      ("tokens", "requests"), ("licences", "seats"),
    ] {
      #expect(try unit(one).ratio(to: unit(other)) == nil, "\(one), \(other)")
      #expect(try !unit(one).isSameDimension(as: unit(other)), "\(one), \(other)")
    }
  }

  @Test(
    "a resource's name tells its unit",
    arguments: [
      ("gpu", "GPU-seconds"), ("gpu.a100", "GPU-seconds"), ("GPU.H100", "GPU-seconds"), ("cpu.core", "core-seconds"),
      ("memory", "GiB-seconds"), ("storage.ssd", "GiB-seconds"), ("node", "node-seconds"), ("job", "job-seconds"),
      ("cpu_core_seconds", "core-seconds"), ("tokens", "tokens"), ("input_tokens", "tokens"), ("egress_bytes", "B"),
      ("api_request_count", "counts"), ("gpu_hours", "GPU-hours"),
    ] as [(ResourceID, String)])
  func conventions(resource: ResourceID, name: String) { #expect(resource.conventionalUnit?.name == name) }

  @Test(
    "a resource whose name tells no unit has none", arguments: ["licence-server", "widgets", "", "_"] as [ResourceID])
  func noConvention(resource: ResourceID) { #expect(resource.conventionalUnit == nil) }
}
