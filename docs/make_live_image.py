"""Take the picture of the live page: `python docs/make_live_image.py`.

It is a screenshot of Chromium, driven by Playwright: the shipped network before a 9, released after
it was steered towards a 2 with a fifth of the input.
"""

import os
import shutil
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from basinet.live.hall import Hall
from basinet.live.serve import Server, place
from basinet.live.stages import stage

IMAGE = Path(__file__).parent / "images" / "live.png"
CHROMIUM = os.environ.get("BASINET_CHROMIUM") or shutil.which("chromium")


def main() -> None:
    """Serve, steer, and take the picture."""
    opened = threading.Event()
    with TemporaryDirectory() as logs:
        hall = Hall(stage, Path(logs))
        hall.on_open = lambda name: opened.set()
        server = Server(hall, place("127.0.0.1", 18642))
        server.start(room="settling")
        opened.wait(120)
        take(server.where.address("settling"))
        server.stop(20.0)


def take(address: str) -> None:
    """Steer the network by hand and take the picture."""
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1180, "height": 1010})
        page.goto(address)
        page.wait_for_selector("#class-9")
        page.locator("#pace").fill("45")
        page.get_by_text("Another test picture").click()
        time.sleep(2)
        page.locator("#field-drive").fill("0.2")
        page.locator("#class-2").focus()
        page.keyboard.down(" ")
        time.sleep(2)
        page.keyboard.up(" ")
        time.sleep(1.2)
        page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        time.sleep(0.2)
        page.screenshot(path=IMAGE)
        browser.close()


if __name__ == "__main__":
    main()
