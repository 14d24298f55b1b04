"""Chromium for tests of pages, where there is one."""

import contextlib
import importlib.util
import os
import shutil

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = os.environ.get("BASINET_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), "")
"""The program; empty where there is none."""

needs_chromium = pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium")


@contextlib.contextmanager
def window(**context):
    """A page of a browser; what goes wrong in it ends the test."""
    if not CHROMIUM:
        pytest.skip("there is no Chromium")
    if importlib.util.find_spec("playwright") is None:
        pytest.skip("there is no Playwright")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            page = browser.new_context(**context).new_page()
            wrong = []
            page.on("pageerror", lambda error: wrong.append(str(error)))
            page.on(
                "console",
                lambda said: said.type == "error" and wrong.append(f"{said.text} {said.location}"),
            )
            yield page
            assert not wrong, wrong
        finally:
            browser.close()
