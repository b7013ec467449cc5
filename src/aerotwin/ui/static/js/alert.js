// One alert: scoring it again, and forms that need more for one of their buttons.
import { load } from "./load.js";

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
