"""Looks at every page of a folder of reports in a browser, as readers do.

    python check_pages.py REPORTS CHROMIUM

Each page is laid out at a desk, at 200 %, on a phone and on paper (A4 and Letter), in light and in dark. It may not
overflow, cut off or overlap a label, ask for anything, say anything on the console, or have a violation that axe-core
finds (contrast is one of its rules).
"""

import sys
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

# Width in CSS pixels. 640 is a screen of 1280 at 200 %; paper is its width less 14 mm on either side.
SCREENS = {"desk": 1280, "200 %": 640, "phone": 320}
PAPERS = {"A4": 688, "Letter": 710}

# Labels of a chart that lie over each other, reach out of the chart, or are too small to read; and a page too wide.
FAULTS = """
() => {
  const faults = [];
  const root = document.documentElement;
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


def look(browser, path, name, width, scheme, media, faults):
    """Lays a page out once, and adds what is wrong with it."""
    # The page's own policy forbids the checker's script, so it is set aside for the checker, and tested in Swift.
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    address = path.resolve().as_uri()

    def add(fault):
        faults.append(f"{path} at {name}, {scheme}: {fault}")

    page.on("request", lambda request: request.url == address or add(f"asks for {request.url}"))
    page.on("console", lambda message: add(f"console: {message.text}"))
    page.on("pageerror", lambda error: add(f"error: {error}"))
    page.emulate_media(media=media, color_scheme=scheme)
    page.goto(address)
    for fault in page.evaluate(FAULTS):
        add(fault)
    if media == "screen":
        for violation in Axe().run(page).response["violations"]:
            for node in violation["nodes"][:3]:
                add(f"axe {violation['id']}: {violation['help']}: {node['target']}")
    else:
        page.pdf(format=name, prefer_css_page_size=False)
    context.close()


def main():
    pages = sorted(Path(sys.argv[1]).rglob("*.html"))
    if not pages:
        sys.exit(f"{sys.argv[1]} has no page")
    faults = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=sys.argv[2], args=["--no-sandbox"])
        for path in pages:
            for scheme in ("light", "dark"):
                for name, width in SCREENS.items():
                    look(browser, path, name, width, scheme, "screen", faults)
            for name, width in PAPERS.items():
                look(browser, path, name, width, "light", "print", faults)
            # The policy as readers meet it: it must hold without a word on the console.
            strict = browser.new_page()
            strict.on("console", lambda message: faults.append(f"{path} under its own policy: {message.text}"))
            strict.goto(path.resolve().as_uri())
            strict.close()
        browser.close()
    print(*faults, sep="\n")
    print(f"{len(pages)} pages, {len(faults)} faults")
    sys.exit(1 if faults else 0)


main()
