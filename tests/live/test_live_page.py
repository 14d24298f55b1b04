"""The page in a real browser: what a visitor does, and what is then seen."""

import re
import time

import pytest
from browsers import window
from clients import served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with served(tmp_path_factory.mktemp("logs"), "settling") as made:
        yield made


def until(page, holds, seconds=30):
    """Wait in steps: the page itself may evaluate nothing, by its policy."""
    end = time.monotonic() + seconds
    while not page.evaluate(holds):
        assert time.monotonic() < end, page.locator("body").inner_text()
        time.sleep(0.05)


def settled(page):
    until(page, "document.getElementById('said').textContent.startsWith('At a fixed point')")


def answer(page):
    return page.locator("#classes .answer b").inner_text()


def test_a_network_is_shown_a_picture_steered_released_and_disturbed(server):
    room = server.hall.rooms["settling"]
    with window() as page:
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(server.where.address("settling"))
        page.wait_for_selector("#class-9")
        page.locator("#pace").fill("60")
        settled(page)  # before anybody does anything
        assert page.locator("#truth").inner_text() == f"Number 1 of 40, labelled {answer(page)}."
        page.get_by_text("Another test picture").click()
        settled(page)
        until(page, "document.getElementById('truth').textContent.startsWith('Number 2')")
        settled(page)
        label = page.locator("#truth").inner_text().rstrip(".").split()[-1]
        assert answer(page) == label
        other = str((int(label) + 3) % 10)
        page.locator("#field-drive").fill("0.2")
        page.locator(f"#class-{other}").focus()
        page.keyboard.down(" ")
        until(page, f"document.querySelector('#classes .answer b').textContent === '{other}'")
        assert int(room.course.state.held) == int(other)
        time.sleep(0.5)  # thirty sweeps
        settled(page)
        page.keyboard.up(" ")
        until(page, "!document.querySelector('#classes .held')")
        time.sleep(0.5)
        assert int(room.course.state.held) == -1
        settled(page)
        assert answer(page) == other
        page.get_by_text("Flip a tenth").click()
        page.get_by_text("Clear").click()
        box = page.locator("#pad").bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 20)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 20, steps=12)
        page.mouse.up()
        time.sleep(0.5)
        assert float(room.course.state.picture.max()) > 0.5
        assert float(room.course.state.picture.min()) == -1
        assert page.locator("#changes li").count() > 3
        assert all(url.startswith(server.where.address().rstrip("/")) for url in asked)


def test_the_tour_goes_through_rest_and_its_loss_by_keyboard(server):
    with window() as page:
        page.goto(server.where.address("settling"))
        page.wait_for_selector("#class-9")
        for step in range(1, 5):
            page.locator("#next").press("Enter")
            assert page.locator("#step").inner_text().startswith(f"{step + 1} of 5.")
        until(page, "!document.getElementById('said').textContent.startsWith('At a fixed')")
        page.locator("#next").press("Enter")
        settled(page)


def test_two_windows_of_a_world_one_of_them_small(server):
    with window(viewport={"width": 360, "height": 640}) as page:
        page.goto(server.where.address("swarmalators"))
        page.wait_for_selector("#field-alike", timeout=60_000)
        until(page, "document.getElementById('observable-0').textContent.length > 5")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 360
        page.get_by_text("static sync").click()
        until(page, "document.getElementById('field-alike').value === '0.1'")
        page.locator("#pause").click()
        until(page, "document.getElementById('pause').textContent === 'Go on'")
        page.locator("#copy").click()
        command = page.locator("#command").inner_text()
        assert re.search(r"basinet live --replay \S+ --until \d+", command)
        assert "basinet world swarmalators --set=alike=0.1" in command
        course = server.hall.rooms["swarmalators"].course
        before = course.digest()
        page.locator("#picture").focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press(" ")
        until(page, "document.getElementById('changes').textContent.includes('poke')")
        assert course.digest() != before
        page.goto(server.where.address("kuramoto"))
        page.wait_for_selector("#field-width", timeout=60_000)
        assert page.locator("#title").inner_text().startswith("Do clocks")
