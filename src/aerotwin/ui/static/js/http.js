// Requests to this server: JSON in and out, with the page's token where state may change.
const JSON_TYPE = "application/json";

async function read(response) {
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new Error(answer.error || `The server answered ${response.status}.`);
  }
  return answer;
}

export async function getJson(path, options = {}) {
  return read(await fetch(path, { ...options, headers: { Accept: JSON_TYPE } }));
}

export async function postJson(path, body = {}) {
  const token = document.querySelector('meta[name="csrf-token"]').content;
  return read(
    await fetch(path, {
      method: "POST",
      headers: { Accept: JSON_TYPE, "Content-Type": JSON_TYPE, "X-CSRF-Token": token },
      body: JSON.stringify(body),
    }),
  );
}
