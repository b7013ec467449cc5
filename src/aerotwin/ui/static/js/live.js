// Keeps the parts of a page as the server has them while a run is on: [data-live] names where to ask.
import { getJson } from "./http.js";

const EVERY = 1000;
const IDLE = 5000;
const TONES = {
  SUCCESS: "good", RUNNING: "busy", FAILED: "bad", TIMED_OUT: "bad", UPSTREAM_FAILED: "bad",
  CANCELED: "warn", UPSTREAM_CANCELED: "warn", INTERRUPTED: "warn",
};

function showParts(root, parts) {
  for (const [name, html] of Object.entries(parts)) {
    const part = root.querySelector(`[data-part="${name}"]`);
    if (part && part.dataset.seen !== html && !part.contains(document.activeElement)) {
      part.innerHTML = html;
      part.dataset.seen = html;
    }
  }
}

function showStates(root, states) {
  for (const node of root.querySelectorAll("[data-task]")) {
    const state = states[node.dataset.task];
    if (state && state !== node.dataset.state) {
      node.dataset.state = state;
      node.setAttribute("class", `node is-${TONES[state] || "idle"}`);
      node.querySelector("title").textContent = `${node.dataset.task}: ${state.toLowerCase().replaceAll("_", " ")}`;
    }
  }
}

async function follow(root) {
  let wait = IDLE;
  if (!document.hidden) {
    try {
      const answer = await getJson(root.dataset.live);
      showParts(root, answer.parts);
      showStates(root, answer.states || {});
      wait = answer.active ? EVERY : IDLE;
    } catch {
      wait = IDLE;
    }
  }
  setTimeout(() => follow(root), wait);
}

for (const root of document.querySelectorAll("[data-live]")) {
  setTimeout(() => follow(root), root.hasAttribute("data-live-on") ? EVERY : IDLE);
}
