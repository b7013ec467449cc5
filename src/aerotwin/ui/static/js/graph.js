// A graph fitted to its place, larger and smaller on demand, with the lines of a node lit.
const SMALLEST_FIT = 0.72;

function manage(area) {
  const svg = area.querySelector("svg");
  const width = Number(svg.dataset.width);
  let scale = 1;

  const draw = () => {
    svg.setAttribute("width", width * scale);
    svg.removeAttribute("height");
  };
  const fit = (least) => {
    scale = Math.max(least, Math.min(1.15, (area.clientWidth - 2) / width));
    draw();
  };
  // Legible first: a graph that would become too small scrolls instead.
  fit(SMALLEST_FIT);

  const controls = document.querySelector("[data-zoom-controls]");
  controls.hidden = false;
  controls.addEventListener("click", (event) => {
    const step = event.target.dataset.zoom;
    if (step === "fit") fit(0.1);
    if (step === "in") scale = Math.min(3, scale * 1.25);
    if (step === "out") scale = Math.max(0.15, scale / 1.25);
    if (step) draw();
  });

  const light = (event, on) => {
    const node = event.target.closest("[data-task]");
    if (!node) return;
    const key = CSS.escape(node.dataset.task);
    for (const line of svg.querySelectorAll(`[data-source="${key}"], [data-target="${key}"]`)) {
      line.classList.toggle("on", on);
    }
  };
  for (const [type, on] of [["pointerover", true], ["pointerout", false], ["focusin", true], ["focusout", false]]) {
    svg.addEventListener(type, (event) => light(event, on));
  }
}

function find() {
  for (const area of document.querySelectorAll("[data-zoom-area]:not([data-zoomed])")) {
    area.dataset.zoomed = "";
    manage(area);
  }
}

find();
document.addEventListener("loaded", find);
