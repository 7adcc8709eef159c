// Sends JSON to one of our sign-in routes with the word of this page, and gives what it says: {ok, told}.
async function send(data, route, body) {
  try {
    const answer = await fetch(data.base + route, {
      method: "POST",
      credentials: "same-origin",
      headers: { "content-type": "application/json", "x-lunara": "1", "x-lunara-form": data.token },
      body: JSON.stringify(body),
    });
    const told = await answer.json();
    return { ok: answer.ok, told, error: answer.ok ? "" : told.error || "That did not work. Try again." };
  } catch {
    return { ok: false, told: {}, error: "The server cannot be reached. Check your connection and try again." };
  }
}
