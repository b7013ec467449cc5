// A number with what it is compared with.
import { embed } from "./chart.js";
import { coloured, element } from "./dom.js";

const ARROWS = { up: "▲", down: "▼", same: "＝" };

export function counter(body, view) {
  const value = element("div", { class: "counter-value", title: view.value }, [view.value]);
  if (view.fg) coloured(value, view.fg);
  const parts = [value];
  if (view.label) parts.push(element("div", { class: "counter-label" }, [view.label]));
  const compared = [];
  if (view.change) {
    compared.push(element("span", { class: "counter-change" }, [`${ARROWS[view.change.sign]} ${view.change.text}`]));
  }
  if (view.target) compared.push(element("span", { class: "quiet" }, [`${view.target.label} ${view.target.value}`]));
  if (compared.length) parts.push(element("div", { class: "counter-compared" }, compared));
  const holder = element("div", { class: "counter" }, parts);
  if (view.bg) holder.style.backgroundColor = view.bg;
  body.replaceChildren(holder);
  if (view.spark) {
    const spark = element("div", { class: "spark" });
    holder.append(spark);
    embed(spark, view.spark, body);
  }
}
