// A dashboard's page: places the tiles, asks for their data, and asks again when a filter changes.
import { Filters } from "./filters.js";
import { draw, fail, redraw } from "./tiles.js";
import { place } from "./grid.js";
import { showDatasets } from "./datasets.js";

const board = document.getElementById("dashboard");
const filters = new Filters(board, load);
let running = null;

place(board.querySelector(".dash-grid"));
document.getElementById("refresh").addEventListener("click", refresh);
document.getElementById("reset").addEventListener("click", () => filters.reset());
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
window.addEventListener("popstate", () => { filters.read(); load(); });
load();

async function refresh() {
  const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
  await fetch(`/dashboards/${encodeURIComponent(board.dataset.key)}/refresh`, {
    method: "POST",
    headers: { "X-CSRF-Token": token, "Content-Type": "application/json" },
    body: "{}",
  });
  load();
}

function base() {
  const { key, page } = board.dataset;
  return `/dashboards/${encodeURIComponent(key)}/${encodeURIComponent(page)}`;
}

async function load() {
  running?.abort();
  running = new AbortController();
  const { signal } = running;
  const tiles = new Map([...board.querySelectorAll(".tile")].map((tile) => [tile.dataset.widget, tile]));
  tiles.forEach((tile) => tile.classList.add("is-waiting"));
  const datasets = [];
  document.getElementById("reset").hidden = !filters.changed;
  try {
    const path = `${base()}/tiles?chosen=${encodeURIComponent(JSON.stringify(filters.chosen))}`;
    const response = await fetch(path, { signal });
    if (!response.ok) {
      const answer = await response.json().catch(() => ({}));
      throw new Error(answer.error || `The server answered ${response.status}.`);
    }
    for await (const view of lines(response)) {
      if (view.dataset) {
        datasets.push(view);
      } else if (tiles.has(view.widget)) {
        const tile = tiles.get(view.widget);
        tile.classList.remove("is-waiting");
        draw(tile, view, filters);
      }
    }
    showDatasets(document.getElementById("datasets"), datasets);
    board.dataset.state = "ready";
  } catch (error) {
    if (error.name === "AbortError") return;
    board.dataset.state = "failed";
    tiles.forEach((tile) => {
      if (tile.classList.contains("is-waiting")) fail(tile, error.message);
    });
  }
  if (!signal.aborted) tiles.forEach((tile) => tile.classList.remove("is-waiting"));
}

async function* lines(response) {
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    rest += decoder.decode(value ?? new Uint8Array(), { stream: !done });
    const parts = rest.split("\n");
    rest = done ? "" : parts.pop();
    for (const part of parts) if (part) yield JSON.parse(part);
    if (done) return;
  }
}
