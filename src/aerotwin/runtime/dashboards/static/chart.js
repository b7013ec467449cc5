// Charts by Vega-Lite, in the page's colours. Expressions are interpreted: the page's policy forbids eval.
const views = new Map();
// How much wider or narrower a tile must become for its chart to be laid out anew.
const RESIZED = 0.08;

function css(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

export function config() {
  const font = css("--font") || "system-ui, sans-serif";
  const ink = css("--ink-2") || "#4a5868";
  const faint = css("--ink-3") || "#66758a";
  const line = css("--line") || "#dfe5ec";
  return {
    background: "transparent",
    font,
    view: { stroke: null },
    axis: {
      domainColor: css("--line-strong") || "#c3ccd7", gridColor: line, tickColor: line, labelColor: faint,
      titleColor: ink, labelFontSize: 11, titleFontSize: 11, titleFontWeight: 550, labelPadding: 6, titlePadding: 8,
      ticks: false, domain: false, labelFont: font, titleFont: font,
    },
    axisX: { domain: true, grid: false },
    legend: {
      labelColor: ink, titleColor: faint, labelFontSize: 11, titleFontSize: 11, titleFontWeight: 550,
      symbolType: "circle", symbolSize: 70, rowPadding: 4, columnPadding: 12, labelFont: font, titleFont: font, offset: 8,
    },
    text: { color: ink, font, fontSize: 11 },
    rule: { color: faint },
    title: { color: ink, font },
    range: { heatmap: { scheme: "tealblues" } },
  };
}

const loader = { load: refuse, sanitize: refuse, http: refuse, file: refuse };
async function refuse() { throw new Error("charts load nothing"); }

export async function chart(body, view) {
  const holder = document.createElement("div");
  holder.className = "chart";
  const note = view.note ? Object.assign(document.createElement("p"), { className: "tile-note", textContent: view.note }) : null;
  body.replaceChildren(...(note ? [holder, note] : [holder]));
  await embed(holder, view.spec, body);
}

export async function embed(holder, spec, body = holder) {
  try {
    const result = await window.vegaEmbed(holder, spec, {
      mode: "vega-lite", renderer: "canvas", actions: false, ast: true, defaultStyle: false, config: config(),
      loader, tooltip: { theme: "plain", disableDefaultStyle: true },
    });
    forgetChart(body);
    views.set(body, { result, observer: observed(holder, spec, body) });
    holder.setAttribute("data-drawn", "");
  } catch (error) {
    const text = document.createElement("p");
    text.className = "tile-notice is-error";
    text.textContent = `The chart could not be drawn: ${error.message}`;
    holder.replaceChildren(text);
  }
}

export function forgetChart(body) {
  const known = views.get(body);
  known?.observer.disconnect();
  known?.result.finalize();
  views.delete(body);
}

function observed(holder, spec, body) {
  const width = holder.clientWidth;
  let waiting;
  const observer = new ResizeObserver(() => {
    clearTimeout(waiting);
    if (!holder.isConnected || Math.abs(holder.clientWidth - width) <= RESIZED * width) return;
    waiting = setTimeout(() => embed(holder, spec, body), 150);
  });
  observer.observe(holder);
  return observer;
}
