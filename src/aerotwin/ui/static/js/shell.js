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
