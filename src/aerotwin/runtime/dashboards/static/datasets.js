// What the page's datasets cost: seconds on Spark, rows, and whether rows were left out.
import { element } from "./dom.js";

export function showDatasets(foot, datasets) {
  if (!datasets.length) { foot.replaceChildren(); return; }
  const slowest = datasets.reduce((sum, one) => Math.max(sum, one.seconds), 0);
  const at = new Date(1000 * Math.min(...datasets.map((one) => one.at)));
  const summary = element("summary", {}, [
    `${datasets.length} quer${datasets.length === 1 ? "y" : "ies"}, the slowest ${slowest.toFixed(2)} s · data as of ${at.toLocaleTimeString()}`,
  ]);
  const rows = [...datasets].sort((a, b) => b.seconds - a.seconds).map((one) =>
    element("li", {}, [
      element("span", {}, [one.dataset]),
      element("span", { class: "num" }, [`${one.seconds.toFixed(3)} s`]),
      element("span", { class: "num" }, [`${one.rows.toLocaleString("en")} rows${one.cut ? ", cut off" : ""}`]),
    ]));
  const cut = datasets.filter((one) => one.cut);
  const notes = cut.map((one) => element("p", { class: "dash-cut" }, [
    `${one.dataset} has more than ${one.rows.toLocaleString("en")} rows; only those are counted. Aggregate in the dataset's SQL.`,
  ]));
  foot.replaceChildren(...notes, element("details", {}, [summary, element("ul", {}, rows)]));
}
