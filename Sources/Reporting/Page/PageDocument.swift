internal import Bytes

/// An HTML document that needs nothing but itself: no script, no request, one style sheet named in the policy by its
/// hash.
struct PageDocument: Sendable {
  let title: Markup
  let header: Markup
  let main: Markup
  let footer: Markup

  var markup: Markup {
    // The hash is of the exact bytes between the tags; with it alone, style attributes are blocked, and there are none.
    let style = "\n" + PageStyle.css
    let hash = base64(SHA256.digest(of: Array(style.utf8)))
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-\(hash)'; \
      img-src data:; base-uri 'none'; form-action 'none'">
      <meta name="referrer" content="no-referrer">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(title)</title>
      <style>\(Markup(stringLiteral: style))</style>
      </head>
      <body>
      <a class="skip" href="#main">Skip to the answers</a>
      \(Bar.definitions)<header>
      \(header)</header>
      <main id="main" tabindex="-1">
      \(main)</main>
      <footer>
      \(footer)</footer>
      </body>
      </html>

      """
  }
}

/// A page as it is published, with the tables that stand on it.
struct WrittenPage: Sendable {
  let file: ReportFile
  let tables: [PageTable]

  /// Above this, mail programs and browsers on phones give up.
  static let byteLimit = 5 * 1_024 * 1_024

  init(_ name: String, _ document: PageDocument) throws(ReportingError) {
    let markup = document.markup
    let bytes = Array(markup.html.utf8)
    guard bytes.count <= Self.byteLimit else {
      throw .pageTooLarge(name, bytes: bytes.count, limit: Self.byteLimit)
    }
    file = ReportFile(name: name, bytes: bytes)
    tables = markup.tables
  }
}

/// One question and its answer: a sentence with the number, a chart, how it was measured, and the figures behind it.
struct PageSection: Sendable {
  let id: String
  /// The question, in the contents and above the answer.
  let question: Markup
  /// The answer, a sentence with the number.
  let headline: Markup
  /// One line.
  let howMeasured: Markup
  let body: Markup
  /// The tables behind the answer, for the part of the page that has all figures; empty: they are in the body.
  var tables: Markup = .empty

  var markup: Markup {
    """
    <section id="\(id)" aria-labelledby="\(id)-question \(id)-answer">
    <p class="question" id="\(id)-question">\(question)</p>
    <h2 id="\(id)-answer">\(headline)</h2>
    <p class="how">\(howMeasured)</p>
    \(body)</section>

    """
  }

  var link: Markup { "<li><a href=\"#\(id)\">\(question)</a></li>\n" }
}
