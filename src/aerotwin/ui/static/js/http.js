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

// A part of a page as HTML that the server has escaped; errors come as JSON.
export async function fragment(path, method = "GET") {
  const token = document.querySelector('meta[name="csrf-token"]').content;
  const headers = { Accept: `${JSON_TYPE}, text/html` };
  if (method !== "GET") headers["X-CSRF-Token"] = token;
  const response = await fetch(path, { method, headers });
  if (!response.ok) await read(response);
  return response.text();
}
