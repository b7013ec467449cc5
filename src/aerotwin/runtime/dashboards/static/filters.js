// Filters: their controls, and what is chosen, which the page's address keeps.
import { element } from "./dom.js";

const DELAY = 350;
// Relative to now, as files store them.
const PRESETS = [
  ["Today", "now/d", "now/d"], ["Yesterday", "now-1d/d", "now-1d/d"], ["Last 7 days", "now-7d/d", "now/d"],
  ["Last 28 days", "now-28d/d", "now/d"], ["Last 90 days", "now-90d/d", "now/d"], ["This month", "now/M", "now/M"],
  ["Last month", "now-1M/M", "now-1M/M"], ["Last 12 months", "now-12M/d", "now/d"], ["This year", "now/y", "now/y"],
  ["Last year", "now-1y/y", "now-1y/y"],
];

export class Filters {
  constructor(board, changed) {
    this.board = board;
    this.notify = changed;
    this.chosen = {};
    this.drawn = new Map();
    this.read();
    document.addEventListener("click", (event) => {
      for (const open of document.querySelectorAll("details.picker[open]")) {
        if (!open.contains(event.target)) open.open = false;
      }
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      for (const open of document.querySelectorAll("details.picker[open]")) { open.open = false; open.querySelector("summary").focus(); }
    });
  }

  get changed() { return Object.keys(this.chosen).length > 0; }

  read() {
    try { this.chosen = JSON.parse(new URLSearchParams(location.search).get("f") || "{}"); } catch { this.chosen = {}; }
    this.drawn.clear();
    this.links();
  }

  set(name, value) {
    if (value === null) delete this.chosen[name];
    else this.chosen[name] = value;
    const query = this.changed ? `?f=${encodeURIComponent(JSON.stringify(this.chosen))}` : "";
    history.replaceState(null, "", location.pathname + query);
    this.links();
    this.notify();
  }

  reset() {
    this.chosen = {};
    this.drawn.clear();
    history.replaceState(null, "", location.pathname);
    this.links();
    this.notify();
  }

  // What is chosen for the whole dashboard goes along to its other pages.
  links() {
    const names = new Set([...this.board.querySelectorAll(".dash-globals .tile")].map((tile) => tile.dataset.widget));
    const kept = Object.fromEntries(Object.entries(this.chosen).filter(([name]) => names.has(name)));
    const query = Object.keys(kept).length ? `?f=${encodeURIComponent(JSON.stringify(kept))}` : "";
    for (const link of this.board.querySelectorAll(".dash-pages a")) link.search = query;
  }

  draw(body, view) {
    const state = JSON.stringify(view);
    if (this.drawn.get(view.widget) === state || body.contains(document.activeElement) && body.querySelector("[open]")) {
      this.drawn.set(view.widget, state);
      return;
    }
    this.drawn.set(view.widget, state);
    const make = { single: picker, multi: picker, "date-range": dates, date: day, text: words, range: slider }[view.type];
    const id = `filter-${view.widget}`.replace(/[^\w-]/g, "_");
    body.replaceChildren(element("div", { class: "filter", role: "group", "aria-labelledby": id }, [
      element("span", { class: "filter-label", id }, [view.label]), make(this, view, id),
    ]));
  }
}

function picker(filters, view) {
  const multi = view.type === "multi";
  const chosen = new Set(view.chosen);
  const summary = element("summary", { class: "filter-control" });
  const list = element("div", { class: "picker-list" });
  const details = element("details", { class: "picker" }, [summary, element("div", { class: "picker-panel" }, [list])]);
  const name = `pick-${view.widget}`;
  const all = element("label", { class: "picker-item" }, [
    element("input", { type: multi ? "checkbox" : "radio", name, checked: chosen.size === 0, onchange: () => { chosen.clear(); apply(); } }), "All",
  ]);
  if (multi || !view.required) list.append(all);
  const items = view.options.map((option) => {
    const input = element("input", { type: multi ? "checkbox" : "radio", name, checked: chosen.has(option.value), onchange: () => {
      if (!multi) chosen.clear();
      if (input.checked) chosen.add(option.value); else chosen.delete(option.value);
      apply();
    } });
    const item = element("label", { class: "picker-item", title: option.text }, [input, element("span", {}, [option.text])]);
    item.dataset.text = option.text.toLowerCase();
    item.read = () => { input.checked = chosen.has(option.value); };
    return item;
  });
  list.append(...items);
  if (items.length > 10) {
    list.before(element("input", { type: "search", class: "picker-search", placeholder: "Search", "aria-label": "Search values", oninput: (event) => {
      const wanted = event.target.value.toLowerCase();
      items.forEach((item) => { item.hidden = !item.dataset.text.includes(wanted); });
    } }));
  }
  details.addEventListener("toggle", () => { if (details.open) details.querySelector("input")?.focus(); });
  describe();
  return details;

  function apply() {
    items.forEach((item) => item.read());
    all.querySelector("input").checked = chosen.size === 0;
    describe();
    if (!multi) details.open = false;
    filters.set(view.widget, [...chosen]);
  }
  function describe() {
    const names = view.options.filter((one) => chosen.has(one.value)).map((one) => one.text);
    [...chosen].filter((one) => !view.options.some((option) => option.value === one)).forEach((one) => names.push(one ?? "(empty)"));
    summary.textContent = names.length === 0 ? "All" : names.length <= 2 ? names.join(", ") : `${names.length} chosen`;
    summary.title = names.join(", ");
    summary.classList.toggle("is-set", names.length > 0);
  }
}

function dates(filters, view, id) {
  const low = element("input", { type: "date", value: view.low, min: view.min, max: view.max, "aria-labelledby": id, onchange: apply });
  const high = element("input", { type: "date", value: view.high, min: view.min, max: view.max, "aria-labelledby": id, onchange: apply });
  const known = Object.fromEntries(PRESETS.map(([name, ...ends]) => [JSON.stringify(ends), name]));
  const now = view.relative ? JSON.stringify(view.relative) : view.low || view.high ? "dates" : "";
  if (view.relative && !known[now]) known[now] = view.relative.map((end) => end ?? "…").join(" – ");
  const choices = [["", "All dates"], ...Object.entries(known), ["dates", "From – to"]];
  const preset = element("select", { "aria-label": `${view.label}: period`, title: view.relative ? `${view.low ?? "…"} – ${view.high ?? "…"}` : null, onchange: () => {
    ends.hidden = preset.value !== "dates";
    if (!ends.hidden) return low.focus();
    const [from, to] = preset.value ? JSON.parse(preset.value) : [null, null];
    filters.set(view.widget, { low: from, high: to });
  } }, choices.map(([value, name]) => element("option", { value, selected: value === now }, [name])));
  const ends = element("span", { class: "filter-ends", hidden: now !== "dates" }, [low, element("span", { class: "quiet" }, ["–"]), high]);
  return element("div", { class: "filter-dates" }, [preset, ends]);
  function apply() { filters.set(view.widget, { low: low.value || null, high: high.value || null }); }
}

function day(filters, view, id) {
  return element("input", { type: "date", value: view.chosen[0], "aria-labelledby": id, onchange: (event) => {
    filters.set(view.widget, event.target.value ? [event.target.value] : []);
  } });
}

function words(filters, view, id) {
  let timer = null;
  const placeholder = { contains: "contains …", "exact-match": "is exactly …", "starts-with": "begins with …" }[view.mode] ?? "";
  return element("input", { type: "text", value: view.chosen[0], placeholder, "aria-labelledby": id, oninput: (event) => {
    clearTimeout(timer);
    timer = setTimeout(() => filters.set(view.widget, event.target.value ? [event.target.value] : []), DELAY);
  } });
}

function slider(filters, view, id) {
  const [least, most] = [view.min ?? 0, view.max ?? 1];
  const step = (most - least) / 100 || 1;
  const shown = element("span", { class: "filter-range-text" });
  const inputs = [view.low ?? least, view.high ?? most].map((value) => element("input", {
    type: "range", min: least, max: most, step, value, "aria-labelledby": id, oninput: tell, onchange: apply,
  }));
  tell();
  return element("div", { class: "filter-range" }, [shown, ...inputs]);
  function ends() { return inputs.map((one) => Number(one.value)).sort((a, b) => a - b); }
  function tell() { shown.textContent = ends().map((one) => Number(one.toPrecision(4)).toLocaleString("en")).join(" – "); }
  function apply() {
    const [low, high] = ends();
    filters.set(view.widget, { low: low <= least ? null : String(low), high: high >= most ? null : String(high) });
  }
}
