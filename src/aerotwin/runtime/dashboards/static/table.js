// Tables with sorting, searching and pages; cross tables.
import { coloured, element } from "./dom.js";
import { styled } from "./tiles.js";

const SHORT = 34;
const LONG = 60;
const text = (cell) => (typeof cell === "string" ? cell : cell.t);

export function table(body, view) {
  const state = { page: 0, sort: null, down: false, search: "" };
  const order = view.rows.map((_, i) => i);
  const head = element("tr", {}, view.numbered ? [element("th", { class: "num" }, ["#"])] : []);
  view.columns.forEach((column, i) => {
    const button = element("button", { type: "button", title: column.hint || column.title, onclick: () => sortBy(i) }, [column.title]);
    head.append(element("th", { class: `to-${column.align}`, scope: "col" }, [button]));
  });
  const rows = element("tbody");
  const foot = element("div", { class: "table-foot" });
  const scroll = element("div", { class: "table-scroll", tabindex: "0" }, [
    element("table", { class: view.condensed ? "dash-table is-condensed" : "dash-table" }, [element("thead", {}, [head]), rows]),
  ]);
  const parts = [scroll, foot];
  if (view.rows.length > 8) {
    const search = element("input", {
      type: "search", placeholder: "Search", "aria-label": "Search in this table", class: "table-search",
      oninput: (event) => { state.search = event.target.value.toLowerCase(); state.page = 0; show(); },
    });
    foot.append(search);
  }
  const count = element("span", { class: "table-count" });
  const back = element("button", { type: "button", "aria-label": "Previous page", onclick: () => turn(-1) }, ["‹"]);
  const next = element("button", { type: "button", "aria-label": "Next page", onclick: () => turn(1) }, ["›"]);
  foot.append(count, back, next);
  body.replaceChildren(...parts);
  show();

  function sortBy(i) {
    if (state.sort === i) state.down = !state.down;
    else { state.sort = i; state.down = false; }
    const number = view.columns[i].number;
    const key = (row) => (number ? view.keys[row][i] : text(view.rows[row][i]));
    order.sort((a, b) => {
      const [x, y] = [key(a), key(b)];
      if (x === null || y === null || x === "" || y === "") return (x === null || x === "") - (y === null || y === "");
      const by = number ? x - y : x.localeCompare(y, undefined, { numeric: true });
      return state.down ? -by : by;
    });
    state.page = 0;
    show();
  }

  function turn(by) { state.page += by; show(); scroll.scrollTop = 0; }

  function show() {
    const found = state.search
      ? order.filter((row) => view.rows[row].some((cell) => text(cell).toLowerCase().includes(state.search)))
      : order;
    const pages = Math.max(1, Math.ceil(found.length / view.size));
    state.page = Math.min(Math.max(state.page, 0), pages - 1);
    const from = state.page * view.size;
    const page = found.slice(from, from + view.size);
    rows.replaceChildren(...page.map((row, j) => line(view, row, from + j)));
    head.querySelectorAll("th").forEach((th) => th.removeAttribute("aria-sort"));
    if (state.sort !== null) {
      head.children[state.sort + (view.numbered ? 1 : 0)].setAttribute("aria-sort", state.down ? "descending" : "ascending");
    }
    const of = found.length === view.total ? "" : view.total > view.rows.length && !state.search
      ? `, the first of ${view.total.toLocaleString("en")}` : "";
    count.textContent = found.length
      ? `${(from + 1).toLocaleString("en")}–${(from + page.length).toLocaleString("en")} of ${found.length.toLocaleString("en")}${of}`
      : "Nothing found";
    back.disabled = state.page === 0;
    next.disabled = state.page >= pages - 1;
    back.hidden = next.hidden = pages === 1;
    foot.hidden = pages === 1 && !foot.querySelector("input") && found.length < 2;
  }
}

function line(view, row, number) {
  const cells = view.rows[row].map((cell, i) => {
    const column = view.columns[i];
    // Names stay on one line; sentences get room to wrap in.
    const { length } = text(cell);
    const width = length <= SHORT ? " is-short" : length > LONG ? " is-long" : text(cell).includes(" ") ? "" : " is-path";
    return fill(element("td", { class: `to-${column.align}${column.mono ? " mono" : ""}${width}` }), cell);
  });
  if (view.numbered) cells.unshift(element("td", { class: "num quiet" }, [String(number + 1)]));
  return element("tr", {}, cells);
}

function fill(td, cell) {
  if (typeof cell === "string") { td.textContent = cell; td.title = cell.length > 40 ? cell : ""; return td; }
  if (cell.h !== undefined) { td.innerHTML = cell.h; styled(td); }
  else if (cell.a) td.append(element("a", { href: cell.a, target: "_blank", rel: "noopener noreferrer" }, [cell.t]));
  else if (cell.bg && cell.heat === undefined) td.append(element("span", { class: "mark" }, [cell.t]));
  else td.textContent = cell.t;
  if (cell.i) td.title = cell.i;
  const marked = td.querySelector(".mark");
  if (cell.heat !== undefined) td.style.backgroundColor = `color-mix(in srgb, ${cell.bg} ${Math.round(8 + 62 * cell.heat)}%, transparent)`;
  else if (marked) {
    marked.style.backgroundColor = cell.bg;
    marked.style.color = cell.fg || readable(cell.bg);
  }
  if (cell.fg && !marked) coloured(td, cell.fg);
  return td;
}

// Dark or light ink, whichever is read better on a colour.
export function readable(color) {
  const hex = /^#([0-9a-f]{6})$/i.exec(color);
  if (!hex) return "";
  const [r, g, b] = [0, 2, 4].map((i) => {
    const share = parseInt(hex[1].slice(i, i + 2), 16) / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.21 ? "#16202c" : "#ffffff";
}

export function pivot(body, view) {
  const levels = view.head.map((cells, i) => {
    const corner = i === 0 ? view.corner.map((title) =>
      element("th", { rowspan: view.head.length, scope: "col", class: "pivot-corner" }, [title])) : [];
    return element("tr", {}, [...corner, ...cells.map((cell) => element("th", { colspan: cell.span, scope: "col", class: "to-right" }, [cell.t]))]);
  });
  const rows = view.rows.map((row) => element("tr", { class: row.total ? "is-total" : null }, [
    ...row.heads.map((head) => element("th", { scope: "row" }, [head])),
    ...row.cells.map((cell) => fill(element("td", { class: "to-right" }), cell)),
  ]));
  const parts = [element("div", { class: "table-scroll", tabindex: "0" }, [
    element("table", { class: "dash-table dash-pivot" }, [element("thead", {}, levels), element("tbody", {}, rows)]),
  ])];
  if (view.dropped[0] || view.dropped[1]) {
    parts.push(element("p", { class: "tile-note" }, [`${view.dropped[0]} more rows and ${view.dropped[1]} more columns are not shown.`]));
  }
  body.replaceChildren(...parts);
}
