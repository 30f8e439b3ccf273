import Metering
import Testing

@testable import Reporting

@Suite("Charts")
struct ChartTests {
  @Test("labels keep a line's height from each other, in the room there is, near to where they are wanted")
  func apart() {
    var random = SplitMix64(seed: 11)
    for _ in 0..<300 {
      let wanted = (0..<Int(1 + random.next() % 6)).map { _ in Int(random.next() % 300) }
      let heights = ChartText.apart(wanted, in: 13...280)
      let sorted = heights.sorted()
      #expect(zip(sorted, sorted.dropFirst()).allSatisfy { $1 - $0 >= ChartText.line })
      #expect(heights.allSatisfy { (13...280).contains($0) })
      // The order of the labels is that of what they name.
      for (first, second) in zip(wanted.indices, wanted.indices.dropFirst()) where wanted[first] < wanted[second] {
        #expect(heights[first] < heights[second])
      }
    }
    #expect(ChartText.apart([50, 200], in: 13...280) == [50, 200])
  }

  @Test("a name is cut where its room ends, and a wide letter takes more of it")
  func fitted() {
    #expect(ChartText.fitted("notebooks", tenths: 100) == "notebooks")
    let short = ChartText.fitted("claims-feature-store-of-the-north", tenths: 100)
    #expect(short.hasSuffix("…") && short.count < 20)
    #expect(ChartText.fitted(String(repeating: "漢", count: 40), tenths: 100).count <= 9)
    #expect(ChartText.fitted("\u{202E}evil", tenths: 100) == "evil")
  }

  @Test("a place on a scale is from its low end to its high end, and never outside")
  func scale() {
    let scale = ChartScale([-50, 150])
    #expect(scale.percent(-50) == "0.00%" && scale.percent(150) == "100.00%" && scale.percent(0) == "25.00%")
    #expect(scale.percent(900) == "100.00%" && scale.percent(-900) == "0.00%")
    #expect(scale.depth(150) == 0 && scale.depth(-50) == 1_000)
    #expect(ChartScale([Int128]()).percent(0) == "0.00%")
    #expect(ChartScale([Int128(7)]).percent(7) == "0.00%")
  }

  @Test("a cell is the darker the more there is, the most in the last step")
  func levels() {
    let levels = [0, 1, 19, 20, 50, 80, 99, 100].map { GridChart.level($0, of: 100) }
    #expect(levels == [0, 0, 0, 1, 2, 4, 4, 4])
    #expect(GridChart.level(5, of: 0) == 0)
  }

  @Test("a bar that goes below the origin begins at it, and both ends lie in the width")
  func diverging() {
    let chart = RowChart(
      id: "c", title: "t", finding: "f",
      rows: [
        .init(label: "a", value: "−100", bars: [[.init(.people, to: -100, isModel: true)]]),
        .init(label: "b", value: "300", bars: [[.init(.used, to: 300, isModel: true)]]),
      ])
    let rectangles = PageReader(chart.markup.html).all("rect")
    #expect(rectangles.map { $0.value("x") } == ["0.00%", "25.00%"])
    #expect(rectangles.map { $0.value("width") } == ["25.00%", "75.00%"])
    #expect(PageReader(chart.markup.html).all("line").allSatisfy { $0.value("x1") == "25.00%" })
  }

  @Test("a step's line leads from the edge of its bar to that of the next, where the one ends and the other begins")
  func connectors() throws {
    let chart = RowChart(
      id: "c", title: "t", finding: "f",
      rows: [
        .init(label: "today", value: "400", bars: [[.init(.total, to: 400)]], next: 400),
        .init(label: "nothing", value: "0", bars: [[.init(.used, from: 400, to: 400, isModel: true)]], next: 400),
        .init(label: "less", value: "−100", bars: [[.init(.used, from: 400, to: 300, isModel: true)]], next: 300),
        .init(label: "shared", value: "300", bars: [[.init(.total, to: 300, isModel: true)]]),
      ])
    let page = PageReader(chart.markup.html)
    let lines = page.all("line").filter { $0.value("class") == "join" }
    let bars = page.all("rect")
    #expect(lines.map { $0.value("x1") } == ["100.00%", "100.00%", "75.00%"])
    #expect(lines.allSatisfy { $0.value("x1") == $0.value("x2") })
    // A bar is 14 high; the one that is nothing is not drawn, so the line goes on through its place.
    let tops = try bars.map { try #require($0.value("y").flatMap { Int($0) }) }
    #expect(tops.count == 3)
    #expect(lines.map { $0.value("y1") } == ["\(tops[0] + 14)", "\((tops[0] + tops[1]) / 2)", "\(tops[1] + 14)"])
    #expect(lines.map { $0.value("y2") } == ["\((tops[0] + tops[1]) / 2)", "\(tops[1])", "\(tops[2])"])
    // Its words are drawn over it.
    #expect(page.all("text").allSatisfy { $0.value("class")?.contains("halo") == true })
  }

  @Test("a level's words stand above its line, or below where another line is close above", arguments: [60, 96])
  func levelWords(shared: Int) throws {
    let chart = WeekChart(
      id: "w", title: "t", finding: "f", series: [[10, 20, 10]],
      levels: [
        .init(value: 104, label: "held", isModel: false), .init(value: Int128(shared), label: "shared", isModel: true),
      ], days: [], peak: nil)
    let page = PageReader(chart.markup.html)
    func heights(_ tags: [PageReader.Tag], _ name: String) throws -> [Int] {
      try tags.map { try #require($0.value(name).flatMap { Int($0) }) }
    }
    let lines = try heights(page.all("line").filter { $0.value("class")?.hasPrefix("level") == true }, "y1")
    let words = try heights(page.all("text"), "y")
    #expect(lines.count == 2 && words.count == 2)
    #expect(words[0] < lines[0])
    #expect((words[1] < lines[1]) == (shared == 60))
    #expect(abs(words[1] - lines[1]) < ChartText.line)
  }

  @Test("no line of a level goes through words, wherever the levels and the peak are")
  func wordsBesideLines() throws {
    // Eight held, one would do with a spare, and half of one was ever used at once: three marks within 31 pixels.
    var cases: [[Int128]] = [[1_000, 8_000, 2_000, 500]]
    var random = SplitMix64(seed: 5)
    for _ in 0..<300 { cases.append((0..<4).map { _ in Int128(1 + random.next() % 100) }) }
    for values in cases {
      let chart = WeekChart(
        id: "w", title: "t", finding: "f", series: [[0, values[3], 0]],
        levels: ["own", "held", "shared"].enumerated().map {
          .init(value: max(values[$0], values[3]), label: $1, isModel: false)
        }, days: [], peak: (hour: 1, value: values[3], label: "peak"))
      let page = PageReader(chart.markup.html)
      func heights(_ tags: [PageReader.Tag], _ name: String) throws -> [Int] {
        try tags.map { try #require($0.value(name).flatMap { Int($0) }) }
      }
      let lines = try heights(page.all("line").filter { $0.value("class")?.hasPrefix("level") == true }, "y1")
      let words = try heights(page.all("text"), "y")
      #expect(lines.count == 3 && words.count == 4)
      for word in words { #expect(lines.allSatisfy { $0 < word - 12 || $0 > word + 3 }, "\(values)") }
      for (index, word) in words.enumerated() {
        #expect(words[..<index].allSatisfy { abs($0 - word) >= ChartText.line }, "\(values)")
      }
    }
  }

  @Test("words at a point that a phone would cut off begin at the edge of the chart")
  func pointWords() throws {
    func text(_ month: Int, _ label: String) throws -> PageReader.Tag {
      let chart = CurveChart(
        id: "c", title: "t", finding: "f", base: (0...36).map { Int128($0) - 13 },
        ends: (adverse: "", base: "base", favourable: ""), points: [.init(month: month, value: -5, label: label)],
        ticks: [])
      let words = PageReader(chart.markup.html).all("text").filter { $0.value("class") != "end halo strong" }
      return try #require(words.first)
    }
    let long = "most out: −38.9 million, month 13"
    #expect(try text(13, long).value("x") == "0" && text(13, long).value("class") == "halo")
    #expect(try text(23, long).value("x") == "100%" && text(23, long).value("class") == "end halo")
    #expect(try text(1, "most out: −9, month 1").value("x") == "2.77%")
  }

  @Test("bars that stand for themselves are not joined")
  func unjoined() {
    let rows = [1, 2].map { RowChart.Row(label: "\($0)", value: "\($0)", bars: [[.init(.used, to: Int128($0))]]) }
    let html = RowChart(id: "c", title: "t", finding: "f", rows: rows).markup.html
    #expect(!html.contains("join") && !html.contains("halo"))
  }

  @Test("text on the page and in charts can be read in both schemes, and shapes stand out", arguments: [false, true])
  func contrast(isDark: Bool) throws {
    let css = PageStyle.css
    let roots = css.split(separator: ":root{").dropFirst().map { $0.prefix { $0 != "}" } }
    // The last one is print's, which is light.
    let scheme = try #require(isDark ? roots.dropFirst().first : roots.first)
    var colours: [String: Double] = [:]
    for entry in scheme.split(separator: ";") {
      let pair = entry.split(separator: ":").map { $0.filter { !$0.isWhitespace && $0 != "\\" } }
      guard pair.count == 2, pair[1].hasPrefix("#") else { continue }
      colours[pair[0]] = Self.luminance(String(pair[1].dropFirst()))
    }
    func ratio(_ first: String, _ second: String) throws -> Double {
      let (one, other) = (try #require(colours[first]), try #require(colours[second]))
      return (max(one, other) + 0.05) / (min(one, other) + 0.05)
    }
    for text in ["--text", "--muted", "--link", "--warn"] {
      #expect(try ratio(text, "--page") >= 4.5, "\(text)")
    }
    for shape in ["--used", "--idle", "--overhead", "--people", "--switching", "--axis"] {
      #expect(try ratio(shape, "--page") >= 3, "\(shape)")
    }
    for (ink, ground) in [
      ("--ink0", "--heat0"), ("--ink0", "--heat1"), ("--ink0", "--heat2"), ("--ink3", "--heat3"), ("--ink4", "--heat4"),
    ] { #expect(try ratio(ink, ground) >= 4.5, "\(ink) on \(ground)") }
  }

  /// Relative luminance (WCAG 2.2).
  private static func luminance(_ hex: String) -> Double {
    let number = Int(hex, radix: 16) ?? 0
    let parts = [number >> 16 & 255, number >> 8 & 255, number & 255].map { channel -> Double in
      let share = Double(channel) / 255
      guard share > 0.04045 else { return share / 12.92 }
      // (…)^2.4 without Foundation: the fifth root of the twelfth power.
      let base = (share + 0.055) / 1.055
      let twelfth = base * base * base * base * base * base * base * base * base * base * base * base
      var root = 1.0
      for _ in 0..<60 { root = (4 * root + twelfth / (root * root * root * root)) / 5 }
      return root
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }

  /// Where the shapes of a bar begin and how wide they are, in hundredths of a percent.
  private func rectangles(_ bar: Bar) -> [[Int]] {
    PageReader(bar.markup.html).all("rect").map { tag in
      ["x", "width"].map { Int(tag.value($0)?.filter(\.isNumber) ?? "") ?? -1 }
    }
  }

  @Test("what is taken off is drawn to the left of 0, and hides nothing of what is charged")
  func belowZero() {
    func bar(_ amounts: [Int128], lowest: Int128 = -100, scale: Int128 = 300) -> Bar {
      Bar(
        id: "a", title: "t", description: "d", segments: amounts.map { .init(colour: .used, amount: $0) },
        lowest: lowest, scale: scale)
    }
    #expect(rectangles(bar([300])) == [[2_500, 7_500]])
    #expect(rectangles(bar([-100])) == [[0, 2_500]])
    #expect(rectangles(bar([200, -40])) == [[2_500, 5_000], [1_500, 1_000]])
    #expect(rectangles(bar([-40, 200, -40])) == [[1_500, 1_000], [2_500, 5_000], [500, 1_000]])
    #expect(rectangles(bar([0])) == [])
    // All bars of such a chart show where 0 is; those of another begin at the edge.
    #expect(bar([0]).markup.html.contains(#"<line class="axis" x1="25.00%""#))
    #expect(rectangles(bar([150], lowest: 0)) == [[0, 5_000]] && !bar([150], lowest: 0).markup.html.contains("axis"))
    #expect(rectangles(bar([-9_600, 9_600], lowest: -9_600, scale: 9_600)) == [[0, 5_000], [5_000, 5_000]])
  }

  @Test("a strip has a column for each day with usage, as high as it is, and gaps for the others")
  func strip() {
    func path(_ values: [Int128]) -> String {
      PageReader(DayStrip(id: "a", title: "t", description: "d", values: values).markup.html).all("path")
        .compactMap { $0.value("d") }.joined()
    }
    #expect(path([10, 0, 5]) == "M0 140h8v-140h-8zM20 140h8v-70h-8z")
    // What is taken back hangs below 0.
    #expect(path([30, -10]) == "M0 105h8v-105h-8zM10 105h8v35h-8z")
    #expect(path([0, 0]).isEmpty && path([]).isEmpty)
  }
}
