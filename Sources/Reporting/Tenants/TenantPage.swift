internal import Comparison
internal import Metering

/// `tenants/<slug>.html`: what a tenant used, what it cost and why, when, and what would be otherwise. Made from the
/// tenant's statement and nothing else.
struct TenantPage: Sendable {
  let statement: TenantStatement

  static func name(_ slug: String) -> String { "\(ReportNames.folder)/\(slug).html" }

  func page() throws(ReportingError) -> WrittenPage { try WrittenPage(Self.name(statement.slug), document) }

  private var document: PageDocument {
    let parts = TenantSections(statement)
    let sections = parts.all
    let links: Markup = "<nav aria-label=\"Questions\">\n<ul>\n\(sections.map(\.link).joined())</ul>\n</nav>\n"
    return PageDocument(
      title: "\(Markup.plainName(statement.name)): charges\(parts.shown.map { ", \($0.monthText)" } ?? "")",
      header: header(parts) + links, main: sections.map(\.markup).joined(), footer: footer)
  }

  private func header(_ parts: TenantSections) -> Markup {
    """
    <p class="kicker"><strong>\(parts.subject.name)</strong>: \(parts.subject.about), from \
    \(Markup.name(statement.organization))</p>
    <h1>\(parts.sentence)</h1>
    \(status(parts))
    """
  }

  private func status(_ parts: TenantSections) -> Markup {
    var facts: [(String, Markup)] = [("Tenant", .name(statement.tenant.text))]
    if let shown = parts.shown {
      let accounts = Set(shown.lines.compactMap(\.line.account)).sorted {
        ($0.costCentre, $0.glAccount, $0.legalEntity) < ($1.costCentre, $1.glAccount, $1.legalEntity)
      }
      func list(_ value: (TenantAccount) -> String) -> Markup {
        let values = accounts.map(value).filter { !$0.isEmpty }
        return .names(values.enumerated().filter { values.firstIndex(of: $1) == $0 }.map(\.element))
      }
      facts += [
        ("Month shown", "\(shown.monthText) (\(shown.state))"), ("Cost centre", list(\.costCentre)),
        ("Account", list(\.glAccount)), ("Legal entity", list(\.legalEntity)),
        (
          "Without a price",
          shown.sum.unratedLines == 0
            ? "nothing"
            : "<span class=\"warn\">\(DisplayText.counted(shown.sum.unratedLines, "line", "lines"))</span>"
        ),
      ]
    }
    facts += [
      ("As of", "\(DisplayText.day(statement.asOf))"), ("Currency", "\(statement.currency.code)"),
      ("Time zone", "\(statement.zone)"),
    ]
    let entries = facts.map { label, value -> Markup in "<div><dt>\(label)</dt><dd>\(value)</dd></div>\n" }
    return "<dl class=\"status\">\n\(entries.joined())</dl>\n"
  }

  private var footer: Markup {
    """
    <p>Every line of all months, the usage of every day and all figures of this page: \
    <a href="\(statement.slug).csv">\(statement.slug).csv</a>. \(statement.subject.madeFrom) \
    Run <span>\(statement.runID)</span>, rate card \
    <span>\(statement.rateCardVersion)</span>.</p>

    """
  }
}

extension TenantStatement.Month {
  /// `September 2026`, or `October 2026 up to day 12 (month to date)`.
  var monthText: String { SummaryContext.text(of: period, days: days) }
}
