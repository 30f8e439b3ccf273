import Metering
import Testing

@testable import Comparison

@Suite("Demand with days left out") struct HourlyDemandTests {
  private func day(_ position: Int) -> Range<Int> { position * 3..<position * 3 + 3 }

  private func hours(_ quantities: Int...) -> [DayUsage.Hour] {
    quantities.enumerated().map { DayUsage.Hour(hour: $0, quantity: ExactDecimal($1)) }
  }

  @Test("days come in any order, several times, and others are 0")
  func add() throws {
    var demand = HourlyDemand(hourCount: 15)
    #expect(demand.quantities == [ExactDecimal](repeating: .zero, count: 15))
    try demand.add(hours(7, 8, 9), ofDay: day(3))
    try demand.add(hours(1, 2, 3), ofDay: day(1))
    try demand.add(hours(1, 1), ofDay: day(3))
    try demand.add(hours(4), ofDay: day(2))
    let all: [ExactDecimal] = [0, 0, 0, 1, 2, 3, 4, 0, 0, 8, 9, 9, 0, 0, 0]
    #expect(demand.quantities == all)
    #expect(demand == HourlyDemand(all))
    #expect(all.indices.map { demand[$0] } == all)
    #expect(try demand.total() == 36)
    #expect(try demand.times(Fraction(2)).quantities == all.map { try $0.times(Fraction(2)) })
    #expect(try demand.times(Fraction(1, 2)).total() == 18)
  }

  @Test("it adds up as if every hour were told, whatever the order of the days", arguments: 0..<50)
  func law(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var (demand, plain) = (HourlyDemand(hourCount: 60), [ExactDecimal](repeating: .zero, count: 60))
    for _ in 0..<random.int(1...40) {
      let day = day(random.int(0...19))
      let quantity = random.decimal(upTo: 1_000, places: 3)
      let hour = random.int(0...2)
      try demand.add([DayUsage.Hour(hour: hour, quantity: quantity)], ofDay: day)
      plain[day.lowerBound + hour] = try plain[day.lowerBound + hour].plus(quantity)
    }
    #expect(demand.quantities == plain)
    #expect(plain.indices.allSatisfy { demand[$0] == plain[$0] })
    var twice = plain
    try demand.add(to: &twice)
    #expect(twice == (try plain.map { try $0.plus($0) }))
  }

  @Test("what does not fit is an overflow, not a wrong sum")
  func overflow() throws {
    let most = ExactDecimal(picounits: .max)
    var demand = HourlyDemand([most])
    #expect(throws: ArithmeticOverflow.self) {
      try demand.add([DayUsage.Hour(hour: 0, quantity: .one)], ofDay: 0..<1)
    }
    var sums = [most]
    #expect(throws: ArithmeticOverflow.self) { try HourlyDemand([.one]).add(to: &sums) }
    #expect(throws: ArithmeticOverflow.self) { try demand.times(Fraction(2)) }
  }

  @Test("the lowest numbers come first, as sorting has them", arguments: 0..<100)
  func lowest(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let most = random.int(0...20)
    let numbers = (0..<random.int(1...60)).map { _ in ExactDecimal(random.int(-5...most)) }
    let sorted = numbers.sorted()
    for count in numbers.indices {
      let chosen = numbers.withLowest(count)
      #expect(chosen[count] == sorted[count])
      #expect(chosen[..<count].sorted() == Array(sorted[..<count]))
      #expect(chosen[count...].sorted() == Array(sorted[count...]))
    }
  }
}
