// Parts of a page that take a while come when they are read, and are told when they cannot be.
import { fragment } from "./http.js";

export async function load(place, path, method = "GET") {
  try {
    place.innerHTML = await fragment(path, method);
    place.dispatchEvent(new CustomEvent("loaded", { bubbles: true }));
  } catch (error) {
    const told = document.createElement("p");
    told.className = "flash is-bad";
    told.textContent = error.message;
    place.replaceChildren(told);
  }
}

for (const place of document.querySelectorAll("[data-load]")) {
  load(place, place.dataset.load);
}
