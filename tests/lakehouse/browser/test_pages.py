"""Every page renders, on large and small screens, in the light and in the dark."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

PATHS = ["/alerts", "/alerts?state=all&sort=opened", "/runs", "/data-model", "/models", "/dashboards"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(("width", "scheme"), [(1400, "light"), (360, "dark")])
@pytest.mark.usefixtures("served")
def test_pages_fit_the_screen_and_log_no_error(page: Page, path: str, width: int, scheme: Any) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    page.goto(path)
    page.wait_for_load_state("networkidle")
    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator(".loading")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("nav.sections a[aria-current=page]").count() == 1


def test_an_alert_fits_a_small_screen(page: Page, served: Any) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    alert_id = served.spark.table("engine_alerts").first()["alert_id"]
    page.goto(f"/alerts/{alert_id}")
    expect(page.locator(".chain .kind").last).to_have_text("Landed file")
    expect(page.locator(".plot")).not_to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.usefixtures("served")
def test_the_data_model_draws_keys_from_the_catalog(page: Page) -> None:
    page.goto("/data-model?group=engine")
    box = page.locator(".erd .entity", has_text="engine_alerts")
    expect(box.locator(".mark").first).to_have_text("PK")
    expect(
        page.locator(".erd .relation title", has_text="engine_alerts refers to engine_inferences")
    ).to_have_count(1)
    page.locator("#table-engine_alerts summary").click()
    expect(page.locator("#table-engine_alerts")).to_contain_text("inference that justifies the severity")


@pytest.mark.usefixtures("served")
def test_fields_have_labels_and_the_keyboard_reaches_the_content(page: Page) -> None:
    page.goto("/alerts")
    unlabelled = page.locator("input:not([type=hidden]), select, textarea").evaluate_all(
        "fields => fields.filter(field => !field.labels.length).length"
    )
    assert unlabelled == 0
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
