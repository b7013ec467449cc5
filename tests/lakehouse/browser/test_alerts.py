"""Alerts as a person works with them."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect


def ids(served: Any, where: str) -> list[str]:
    rows = served.spark.sql(f"SELECT alert_id FROM engine_alerts WHERE {where} ORDER BY alert_id").collect()
    return [row["alert_id"] for row in rows]


def test_the_list_shows_what_the_table_holds_and_a_filter_changes_it(page: Page, served: Any) -> None:
    page.goto("/alerts")
    standing = ids(served, "state <> 'closed'")
    total = page.locator("[data-total]")
    expect(total).to_have_attribute("data-total", str(len(standing)))
    aircraft = standing[0].split("_")[0]
    page.get_by_label("Aircraft").select_option(aircraft)
    page.get_by_label("State").select_option("all")
    of_aircraft = ids(served, f"aircraft_id = '{aircraft}'")
    expect(total).to_have_attribute("data-total", str(len(of_aircraft)))
    shown = page.locator("[data-alert]").evaluate_all("rows => rows.map(row => row.dataset.alert)")
    assert sorted(shown) == of_aircraft
    page.get_by_role("link", name="Reset").click()
    expect(total).to_have_attribute("data-total", str(len(standing)))


def test_an_alert_tells_why_and_leads_to_the_landed_line_and_scores_again(page: Page, served: Any) -> None:
    (alert_id, *_) = ids(served, "state = 'open'")
    page.goto(f"/alerts/{alert_id}")
    expect(page.locator(".message-lines li").first).to_contain_text("risk of failure within 15 days")
    kinds = page.locator(".chain .kind")
    expect(kinds.last).to_have_text("Landed file")
    assert kinds.all_inner_texts() == ["Alert", "Inference", "Model", "Feature row", "Reading", "Landed file"]
    landed = page.locator(".chain li").last
    expect(landed.locator(".name")).to_have_text(re.compile(r"^engine/readings\.jsonl, line \d+$"))
    expect(landed.locator("pre")).to_contain_text(f'"aircraft_id":"{alert_id.split("_")[0]}"')
    expect(page.locator(".plot")).not_to_have_count(0)
    page.get_by_role("button", name="Score again").click()
    expect(page.locator("[data-equal]")).to_have_attribute("data-equal", "true")


def test_acknowledging_and_closing_change_the_delta_table(page: Page, served: Any) -> None:
    alert_id = ids(served, "state = 'open'")[-1]
    page.goto(f"/alerts/{alert_id}")
    expect(page.get_by_label("Who")).to_have_value("kim")
    page.get_by_label("What is done about it").fill("borescope <planned> tonight")
    page.get_by_role("button", name="Acknowledge").click()
    expect(page.locator("[data-state]")).to_have_attribute("data-state", "acknowledged")
    (row,) = served.spark.sql(f"SELECT * FROM engine_alerts WHERE alert_id = '{alert_id}'").collect()
    assert (row["state"], row["acknowledged_by"]) == ("acknowledged", "kim")
    assert row["acknowledge_reason"] == "borescope <planned> tonight"
    expect(page.locator(".life li").last).to_contain_text("borescope <planned> tonight")

    page.get_by_label("What was found and done").fill("igniter replaced")
    page.get_by_role("button", name="Close").click()
    expect(page.locator("[data-state]")).to_have_attribute("data-state", "closed")
    expect(page.get_by_role("button", name="Close")).to_have_count(0)
    (row,) = served.spark.sql(f"SELECT * FROM engine_alerts WHERE alert_id = '{alert_id}'").collect()
    assert (row["state"], row["closed_by"], row["close_reason"]) == ("closed", "kim", "igniter replaced")
    events = served.spark.sql(
        f"SELECT action, who FROM alert_events WHERE alert_id = '{alert_id}' AND action <> 'escalate' "
        "ORDER BY recorded_at"
    ).collect()
    assert [tuple(row) for row in events] == [("raise", "aerotwin"), ("acknowledge", "kim"), ("close", "kim")]


def test_closing_needs_a_reason(page: Page, served: Any) -> None:
    (alert_id, *_) = ids(served, "state = 'open'")
    page.goto(f"/alerts/{alert_id}")
    page.get_by_role("button", name="Close").click()
    assert page.get_by_label("What is done about it").evaluate("field => field.validity.valueMissing")
    assert ids(served, f"alert_id = '{alert_id}' AND state = 'open'") == [alert_id]
