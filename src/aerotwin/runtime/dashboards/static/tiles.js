// One tile by its kind.
import { chart, forgetChart } from "./chart.js";
import { element } from "./dom.js";
import { counter } from "./counter.js";
import { pivot, table } from "./table.js";

const shown = new Map();

const KINDS = {
  chart: (body, view) => chart(body, view),
  counter,
  table,
  pivot,
  text: (body, view) => {
    const holder = element("div", { class: "prose" });
    holder.innerHTML = view.html;
    styled(holder);
    body.replaceChildren(holder);
  },
  empty: (body, view) => notice(body, "is-empty", "No data",
    view.filtered ? "Nothing matches the filters." : "The query has no rows."),
  error: (body, view) => notice(body, "is-error", "This tile has a problem", view.message),
  placeholder: (body, view) => notice(body, "is-placeholder", `Not drawn here: ${view.type}`,
    `It would need ${view.needs}.${view.fields.length ? ` Its fields: ${view.fields.join(", ")}.` : ""}`),
};

export function draw(tile, view, filters) {
  const body = tile.querySelector(".tile-body");
  tile.dataset.shown = view.kind;
  forgetChart(body);
  shown.set(tile, view);
  if (view.kind === "filter") filters.draw(body, view);
  else (KINDS[view.kind] ?? KINDS.placeholder)(body, view);
}

export function fail(tile, message) {
  draw(tile, { kind: "error", message });
}

export function redraw() {
  for (const [tile, view] of shown) if (view.kind === "chart" || view.spark) draw(tile, view);
}

function notice(body, kind, title, text) {
  body.replaceChildren(element("div", { class: `tile-notice ${kind}` }, [
    element("strong", {}, [title]), element("p", {}, [text]),
  ]));
}

// Styles that the server let through; the page's policy forbids style attributes in markup.
export function styled(holder) {
  for (const one of holder.querySelectorAll("[data-style]")) one.style.cssText = one.dataset.style;
  for (const one of holder.querySelectorAll("a[href]")) { one.target = "_blank"; one.rel = "noopener noreferrer"; }
}
