"""Looks at every page of a folder of reports in a browser, as readers do.

    python check_pages.py REPORTS CHROMIUM

Each page is laid out at a desk, at 200 %, on a phone and on paper (A4 and Letter), in light and in dark. It may not
overflow, cut off or overlap a label, ask for anything, say anything on the console, or have a violation that axe-core
finds (contrast is one of its rules).

A page holds no script, so what it looks like depends on the width, the scheme and the medium alone: it is loaded once
and laid out anew for each. Every core has a browser of its own and takes the next page.
"""

import multiprocessing
import os
import sys
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import sync_playwright

# Width in CSS pixels. 640 is a screen of 1280 at 200 %; paper is its width less 14 mm on either side.
SCREENS = {"desk": 1280, "200 %": 640, "phone": 320}
PAPERS = {"A4": 688, "Letter": 710}
# What a folder of reports has; a check that finds none of a kind has looked at nothing.
KINDS = {"index": "index.html", "summary": "summary.html", "statement": "tenants/*.html"}

# Labels of a chart that lie over each other, reach out of the chart, or are too small to read; and a page too wide.
FAULTS = """
([width, scheme, media]) => {
  const faults = [];
  const root = document.documentElement;
  if (innerWidth !== width || !matchMedia(media).matches || !matchMedia(`(prefers-color-scheme:${scheme})`).matches) {
    faults.push("was not laid out so");
  }
  if (root.scrollWidth > root.clientWidth) faults.push(`${root.scrollWidth} px wide on ${root.clientWidth}`);
  for (const chart of document.querySelectorAll("svg.plot")) {
    const frame = chart.getBoundingClientRect();
    const labels = [...chart.querySelectorAll("text")].map(text => [text.textContent, text.getBoundingClientRect()]);
    for (const text of chart.querySelectorAll("text")) {
      if (parseFloat(getComputedStyle(text).fontSize) < 12) faults.push(`small: ${text.textContent}`);
    }
    labels.forEach(([words, box], index) => {
      if (box.left < frame.left - 1.5 || box.right > frame.right + 1.5) faults.push(`cut off: ${words}`);
      for (const [others, other] of labels.slice(index + 1)) {
        const wide = Math.min(box.right, other.right) - Math.max(box.left, other.left);
        const high = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
        // Boxes of lines have room above and below their letters.
        if (wide > 0.5 && high > 4) faults.push(`overlap: ${words} | ${others}`);
      }
    });
  }
  return faults;
}
"""

# All rules; only what is wrong is handed over.
VIOLATIONS = """
() => axe.run({resultTypes: ["violations"]}).then(results => results.violations.flatMap(violation =>
  violation.nodes.slice(0, 3).map(node => `axe ${violation.id}: ${violation.help}: ${node.target}`)))
"""


def look(path):
    """What is wrong with a page, however it is laid out."""
    faults = []
    place = "when loaded"
    address = path.resolve().as_uri()

    def add(fault):
        faults.append(f"{path} {place}: {fault}")

    def listen(page):
        page.on("request", lambda request: request.url == address or add(f"asks for {request.url}"))
        page.on("console", lambda message: add(f"console: {message.text}"))
        page.on("pageerror", lambda error: add(f"error: {error}"))
        page.goto(address)

    def lay_out(page, name, width, scheme, media):
        nonlocal place
        place = f"at {name}, {scheme}"
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(media=media, color_scheme=scheme)
        for fault in page.evaluate(FAULTS, [width, scheme, media]):
            add(fault)

    # The page's own policy forbids the checker's script, so it is set aside for the checker, and tested in Swift.
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    listen(page)
    page.evaluate(AXE_SCRIPT)
    for scheme in ("light", "dark"):
        for name, width in SCREENS.items():
            lay_out(page, name, width, scheme, "screen")
            for violation in page.evaluate(VIOLATIONS):
                add(violation)
    for name, width in PAPERS.items():
        lay_out(page, name, width, "light", "print")
        page.pdf(format=name, prefer_css_page_size=False)
    context.close()
    # The policy as readers meet it: it must hold without a word on the console.
    place = "under its own policy"
    strict = browser.new_page()
    listen(strict)
    strict.close()
    return faults


def start(chromium):
    """Gives a worker its browser, which ends with it."""
    global browser
    browser = sync_playwright().start().chromium.launch(executable_path=chromium, args=["--no-sandbox"])


def main():
    reports = Path(sys.argv[1])
    # The largest first, so that no core waits long for the last one.
    pages = sorted(reports.rglob("*.html"), key=lambda page: (-page.stat().st_size, page))
    kinds = {kind: sum(page.match(pattern) for page in pages) for kind, pattern in KINDS.items()}
    if not all(kinds.values()) or sum(kinds.values()) != len(pages):
        sys.exit(f"{reports} has {len(pages)} pages, of them {kinds}: some of each and no others are looked for")
    with multiprocessing.get_context("spawn").Pool(os.cpu_count(), start, [sys.argv[2]]) as workers:
        faults = sorted(fault for found in workers.imap_unordered(look, pages) for fault in found)
    print(*faults, sep="\n")
    print(f"{len(pages)} pages ({', '.join(f'{count} × {kind}' for kind, count in kinds.items())}), {len(faults)} faults")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
