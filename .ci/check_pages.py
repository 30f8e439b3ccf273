"""Looks at every page of a folder of reports in a browser, as readers do.

    python check_pages.py REPORTS CHROMIUM

Each page is laid out at a desk, at 200 %, on a phone and on paper (A4 and Letter), in light and in dark. It may not
overflow, cut off or overlap a label, ask for anything, say anything on the console, or have a violation that axe-core
finds (contrast is one of its rules). A level's words stand at its line. On paper no line is lost, and no heading,
caption or table head is parted from what it is of.

A page holds no script, so what it looks like depends on the width, the scheme and the medium alone: it is loaded once
and laid out anew for each. Every core has a browser of its own and takes the next page.
"""

import multiprocessing
import os
import re
import subprocess
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
    // Words belong to the line that they are nearest to: to none other, and in the order of the lines.
    const lines = [...chart.querySelectorAll("line.level")].map(line => line.getBoundingClientRect().top);
    const named = [...chart.querySelectorAll("text.level-words")].map(text => {
      const box = text.getBoundingClientRect();
      return [text.textContent, (box.top + box.bottom) / 2];
    });
    if (lines.length !== named.length) faults.push(`${lines.length} levels, ${named.length} with words`);
    named.forEach(([words, middle], index) => lines.forEach((line, other) => {
      const [own, apart] = [Math.abs(middle - lines[index]), Math.abs(middle - line)];
      if (apart + 8 < own) faults.push(`at the line of another: ${words} | ${named[other]?.[0]}`);
      if (lines[index] + 4 < line && middle > named[other]?.[1]) faults.push(`not in the order of the lines: ${words}`);
    }));
  }
  return faults;
}
"""

# What stands on a page on paper, from the top down: each line or row with its words, and whether it opens what follows.
LINES = """
() => {
  const kinds = "h1,h2,h3,h4,h5,p,li,dt,dd,caption,thead tr,tbody tr,tfoot tr,svg[role=img].plot";
  const openers = "h1,h2,h3,h4,h5,caption,thead tr,.question,.chart-title,.small-title,.legend li";
  return [...document.body.querySelectorAll(kinds)]
    .filter(element => element.getClientRects().length > 0 && !element.querySelector(kinds))
    .flatMap(element => {
      const parts = element.matches("svg") ? [...element.querySelectorAll("text")].map(text => text.textContent)
        : element.matches("tr") ? [...element.cells].map(cell => cell.innerText) : [element.innerText];
      return parts.map((words, index) => [words, index === parts.length - 1 && element.matches(openers)]);
    });
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
        lines = page.evaluate(LINES)
        # As a browser prints it on the sheet that lies in the printer, unless the page asks for another one.
        for fault in print_faults(page.pdf(format=name, prefer_css_page_size=True), lines):
            add(fault)
    context.close()
    # The policy as readers meet it: it must hold without a word on the console.
    place = "under its own policy"
    strict = browser.new_page()
    listen(strict)
    strict.close()
    return faults


# A line is looked for in so many characters behind the one before: enough for a table head that is repeated.
NEAR = 2_000


def squeezed(words):
    """Only what any font and any way of reading a PDF gives back as it was: no spaces, and ASCII."""
    return re.sub(r"[^!-~]", "", words)


def print_faults(pdf, lines):
    """What is wrong with a page on paper: lines that are not there, and openers that what they open does not follow."""
    text = subprocess.run(["pdftotext", "-raw", "-enc", "UTF-8", "-", "-"], input=pdf, capture_output=True, check=True)
    sheets = [squeezed(sheet) for sheet in text.stdout.decode().split("\f")]
    ends = [sum(map(len, sheets[: index + 1])) for index in range(len(sheets))]
    printed = "".join(sheets)
    faults = []
    place = 0
    opener = None
    for words, opens in lines:
        line = squeezed(words)
        if not line:
            continue
        found = printed.find(line, place, place + NEAR + len(line))
        if found < 0:
            faults.append(f"lost: {words!r}")
            continue
        place = found + len(line)
        sheet = sum(end <= found for end in ends)
        if opener and opener[1] != sheet:
            faults.append(f"at the foot of page {opener[1] + 1}: {opener[0]!r}")
        opener = (words, sum(end < place for end in ends)) if opens else None
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
