// One alert: the slow parts come when they are read, and are told when they cannot be.
import { fragment } from "./http.js";

function show(place, text) {
  const told = document.createElement("p");
  told.className = "flash is-bad";
  told.textContent = text;
  place.replaceChildren(told);
}

async function load(place, path, method = "GET") {
  try {
    place.innerHTML = await fragment(path, method);
  } catch (error) {
    show(place, error.message);
  }
}

for (const place of document.querySelectorAll("[data-load]")) {
  load(place, place.dataset.load);
}

for (const button of document.querySelectorAll("[data-post]")) {
  button.addEventListener("click", async () => {
    const words = button.textContent;
    button.disabled = true;
    button.textContent = "Scoring…";
    await load(document.getElementById(button.dataset.into), button.dataset.post, "POST");
    button.disabled = false;
    button.textContent = words;
  });
}

// A button that needs a field the form's other button does not.
for (const button of document.querySelectorAll("[data-needs]")) {
  const field = button.form.elements[button.dataset.needs];
  button.addEventListener("click", () => { field.required = true; });
  button.form.addEventListener("submit", () => { field.required = false; });
}
