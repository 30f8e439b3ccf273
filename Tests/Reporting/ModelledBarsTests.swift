import Comparison
import Foundation
import Testing

@testable import Reporting

/// What is measured is solid, what is a model is hatched or dashed: in every section that draws a model.
@Suite("Solid and hatched") struct ModelledBarsTests {
  /// A bar or a piece of one, as it is drawn.
  private struct Piece: Equatable {
    let top: Int
    let isHatched: Bool
  }

  private static let input = Result { try FoundOrganization().input() }
  private static let html = Result { String(decoding: try SummaryPage.file(for: input.get()).bytes, as: UTF8.self) }

  private func section(_ question: PageQuestion) throws -> Substring {
    let html = try Self.html.get()
    let start = try #require(html.firstRange(of: "<section id=\"\(question.id)\"")?.lowerBound)
    return html[start...].prefix(upTo: try #require(html[start...].firstRange(of: "</section>")?.lowerBound))
  }

  private func chart(_ id: String, in section: Substring) throws -> Substring {
    let start = try #require(section.firstRange(of: "aria-labelledby=\"\(id)-t")?.upperBound)
    return section[start...].prefix(upTo: try #require(section[start...].firstRange(of: "</svg>")?.lowerBound))
  }

  /// The coloured shapes; those of legends stand at no place.
  private func pieces(_ part: Substring) -> [Piece] {
    PageReader("<svg>" + part.drop { $0 != ">" }.dropFirst()).all("rect").compactMap { shape in
      guard shape.value("x") != nil, let top = shape.value("y").flatMap({ Int($0) }) else { return nil }
      let isHatched = shape.value("fill")?.hasPrefix("url(#model-") == true
      let colours = Bar.Colour.allCases.map(\.rawValue)
      guard isHatched || shape.value("class").map(colours.contains) == true else { return nil }
      return Piece(top: top, isHatched: isHatched)
    }
  }

  /// Bar by bar from the top: whether all of its pieces are hatched, or none; nil where some are.
  private func bars(_ pieces: [Piece]) -> [Bool?] {
    Set(pieces.map(\.top)).sorted().map { top in
      let kinds = Set(pieces.filter { $0.top == top }.map(\.isHatched))
      return kinds.count == 1 ? kinds.first : nil
    }
  }

  @Test("question 1: each stack has a solid bar for today and a hatched one for shared")
  func sharing() throws {
    let stacks = try Self.input.get().periods[0].comparisons.count
    let bars = bars(pieces(try chart("sharing-chart", in: section(.sharing))))
    #expect(stacks == 2 && bars == Array(repeating: [false, true], count: stacks).flatMap { $0 })
  }

  @Test("question 2: all environments are solid, all of it shared is hatched, each environment is solid")
  func spending() throws {
    let section = try section(.spending)
    #expect(bars(pieces(try chart("where-all", in: section))) == [false, true])
    let environments = try Self.input.get().periods[0].comparisons.reduce(0) { $0 + $1.environments.count }
    #expect(bars(pieces(try chart("where-each", in: section))) == Array(repeating: false, count: environments))
  }

  @Test("question 3: only today is solid, each step from it and where they lead is hatched")
  func difference() throws {
    let bars = bars(pieces(try chart("difference-chart", in: section(.difference))))
    #expect(bars.count > 5 && bars.first == false && bars.dropFirst().allSatisfy { $0 == true })
  }

  @Test("question 4: what one platform would hold is dashed, and it alone")
  func pooling() throws {
    let levels = PageReader("<p>" + String(try section(.pooling).drop { $0 != ">" }.dropFirst())).all("line")
      .filter { $0.value("class")?.hasPrefix("level") == true }
    #expect(levels.count == 3 && levels.count { $0.value("class") == "level model" } == 1)
    #expect(PageStyle.css.contains(".model{stroke-dasharray:"))
  }

  @Test("questions 7 and 9: what teams would pay, and what other assumptions would come to, are hatched whole")
  func shiftAndRanges() throws {
    for (question, id) in [(PageQuestion.tenants, "tenants-chart"), (.ranges, "ranges-chart")] {
      let pieces = pieces(try chart(id, in: section(question)))
      #expect(pieces.count >= 4 && pieces.allSatisfy(\.isHatched), "\(question)")
    }
  }

  @Test("question 8: the money over the months is dashed, and so are the ends of its band")
  func payback() throws {
    let section = try section(.payback)
    #expect(section.contains("class=\"curve\"") && section.contains("class=\"edge\""))
    #expect(pieces(section) == [])
    for kind in ["curve", "edge"] {
      let rule = try #require(PageStyle.css.split(separator: "\n").first { $0.hasPrefix(".\(kind){") })
      #expect(rule.contains("stroke-dasharray:"))
    }
  }

  @Test("question 10: what duplication costs rests on a model and is hatched, what was charged is solid")
  func trend() throws {
    let section = try section(.trend)
    let duplicates = pieces(try chart("trend-duplicates", in: section))
    #expect(!duplicates.isEmpty && duplicates.allSatisfy(\.isHatched))
    for id in ["trend-cost", "trend-charged"] {
      let pieces = pieces(try chart(id, in: section))
      #expect(!pieces.isEmpty && pieces.allSatisfy { !$0.isHatched }, "\(id)")
    }
  }

  @Test("a section whose legend shows a hatch draws one, and one that draws a hatch has a word for it")
  func legends() throws {
    var hatched = 0
    for question in PageQuestion.allCases {
      let section = try section(question)
      let inLegend = section.components(separatedBy: "<ul class=\"legend\">").dropFirst()
        .contains { ($0.components(separatedBy: "</ul>").first ?? "").contains("url(#model-") }
      let isDrawn = pieces(section).contains(where: \.isHatched)
      #expect(!inLegend || isDrawn, "\(question)")
      #expect(!isDrawn || section.contains("model"), "\(question)")
      hatched += isDrawn ? 1 : 0
    }
    #expect(hatched == 6)
  }
}
