// On every page: pages that wait for Spark go on by themselves.
import { getJson } from "./http.js";

const waiting = document.querySelector("[data-await-spark]");

async function awaitSpark() {
  const answer = await getJson("/spark").catch(() => null);
  if (answer && (answer.state === "ready" || answer.state === "failed")) {
    location.reload();
    return;
  }
  setTimeout(awaitSpark, 1000);
}

if (waiting) {
  setTimeout(awaitSpark, 500);
}

// Forms that change something carry the page's token, and ask first where they say so.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.confirm && !confirm(form.dataset.confirm)) {
    event.preventDefault();
    return;
  }
  const token = form.querySelector('input[name="csrf_token"]');
  if (token) token.value = document.querySelector('meta[name="csrf-token"]').content;
});
