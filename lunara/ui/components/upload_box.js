// Chooses files and sends each as the raw body of a request of its own, with the ticket that the page gave for it.
// The page is told what is chosen ("files") and says of each: a ticket, or why it is not taken. Text is set as textContent.
const AT_ONCE = 2;

function size(bytes) {
  let number = bytes;
  for (const unit of ["B", "kB", "MB", "GB"]) {
    if (number < 1000 || unit === "GB") return unit === "B" || number >= 100 ? `${Math.round(number)} ${unit}` : `${number.toFixed(1)} ${unit}`;
    number /= 1000;
  }
}

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

class UploadBox {
  constructor(root) {
    this.items = new Map();
    this.gone = new Set(); // removed here, of which the page may not have heard yet
    this.list = root.querySelector("ul");
    this.heard = root.querySelector(".heard");
    this.input = root.querySelector("input");
    this.title = root.querySelector(".title");
    this.limits = root.querySelector(".limits");
    this.label = root.querySelector("label");
    this.input.addEventListener("change", () => {
      this.add([...this.input.files]);
      this.input.value = "";
    });
    const drop = root.querySelector(".drop");
    const over = (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      drop.classList.add("over");
    };
    drop.addEventListener("dragenter", over);
    drop.addEventListener("dragover", over);
    drop.addEventListener("dragleave", (event) => {
      if (!drop.contains(event.relatedTarget)) drop.classList.remove("over");
    });
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      drop.classList.remove("over");
      this.add([...event.dataTransfer.files]);
    });
  }

  update(data, setStateValue) {
    this.setStateValue = setStateValue;
    this.url = data.url;
    this.title.textContent = data.title;
    this.limits.textContent = data.limits;
    this.label.textContent = data.button;
    this.input.setAttribute("aria-label", `${data.button}: ${data.title}`);
    this.input.accept = data.endings.join(",");
    let lost = false;
    for (const known of data.files) {
      const item = this.items.get(known.id);
      if (!item) {
        // Sent before this page was drawn anew; what had not arrived by then was cut off.
        if (known.status === "arrived" && !this.gone.has(known.id)) this.show({ id: known.id, name: known.name, size: known.size, status: "sent" });
        else lost ||= !this.gone.has(known.id);
      } else if (known.error && item.status !== "sending") {
        item.final = known.final;
        this.set(item, "failed", known.error);
      } else if (item.status === "asking" && known.ticket) {
        item.ticket = known.ticket;
        this.set(item, "waiting");
      }
    }
    if (lost) this.tell();
    this.pump();
  }

  add(files) {
    for (const file of files) {
      this.show({ id: this.newId(), name: file.name, size: file.size, file, status: "asking" });
    }
    this.tell();
  }

  newId() {
    return `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
  }

  show(item) {
    this.items.set(item.id, item);
    item.row = element("li");
    item.says = element("span", "says");
    item.acts = element("span", "acts");
    const name = element("span", "name", item.name);
    name.title = item.name;
    item.row.append(name, item.acts, item.says);
    this.list.append(item.row);
    this.set(item, item.status);
  }

  set(item, status, error) {
    item.status = status;
    item.error = error || "";
    item.row.className = status;
    item.bar?.remove();
    item.bar = null;
    const told = { asking: "Waiting", waiting: "Waiting", sending: "Starting", sent: `${size(item.size)} · ready to be read` };
    item.says.textContent = status === "failed" ? item.error : told[status];
    const coming = status === "asking" || status === "waiting" || status === "sending";
    if (status === "sending") {
      item.bar = element("progress");
      item.bar.max = 1;
      item.bar.value = 0;
      item.bar.setAttribute("aria-label", `Sending ${item.name}`);
      item.row.append(item.bar);
    }
    if (item.acts.dataset.coming !== String(coming) || status === "failed") {
      item.acts.replaceChildren();
      item.acts.dataset.coming = String(coming);
      if (status === "failed" && item.file && !item.final) this.act(item, "Try again", () => this.again(item));
      this.act(item, coming ? "Cancel" : "Remove", () => this.remove(item));
    }
    if (status === "sent" || status === "failed") this.heard.textContent = `${item.name}: ${item.says.textContent}`;
  }

  act(item, word, press) {
    const button = element("button", "", word);
    button.type = "button";
    button.setAttribute("aria-label", `${word} ${item.name}`);
    button.addEventListener("click", press);
    item.acts.append(button);
  }

  again(item) {
    this.items.delete(item.id);
    this.gone.add(item.id);
    item.id = this.newId();
    item.ticket = null;
    this.items.set(item.id, item);
    this.set(item, "asking");
    this.tell();
  }

  remove(item) {
    this.items.delete(item.id);
    this.gone.add(item.id);
    item.request?.abort();
    item.row.remove();
    this.heard.textContent = `${item.name}: removed`;
    this.input.focus();
    this.tell();
    this.pump();
  }

  pump() {
    const items = [...this.items.values()];
    let sending = items.filter((item) => item.status === "sending").length;
    for (const item of items) {
      if (item.status !== "waiting" || sending >= AT_ONCE) continue;
      sending += 1;
      this.send(item);
    }
  }

  send(item) {
    this.set(item, "sending");
    const request = (item.request = new XMLHttpRequest());
    const ended = (status, error) => {
      if (this.items.get(item.id) !== item || item.request !== request) return;
      item.request = null;
      this.set(item, status, error);
      this.tell();
      this.pump();
    };
    request.upload.addEventListener("progress", (event) => {
      if (!item.bar) return;
      item.bar.value = item.size ? Math.min(event.loaded / item.size, 1) : 1;
      const percent = Math.floor(item.bar.value * 100);
      item.says.textContent =
        percent < 100 ? `Sending: ${size(Math.min(event.loaded, item.size))} of ${size(item.size)} · ${percent}%` : "Sent, being stored";
    });
    request.addEventListener("load", () => {
      if (request.status === 200) return ended("sent");
      let told = "";
      try {
        told = JSON.parse(request.responseText).error;
      } catch {
        // whatever stands between here and the server has answered in its own words
      }
      ended("failed", told || `The server did not take the file (${request.status}).`);
    });
    request.addEventListener("error", () => ended("failed", "The connection was cut before the whole file had arrived."));
    request.open("POST", this.url);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("X-Lunara", "1");
    request.setRequestHeader("X-Lunara-Ticket", item.ticket);
    request.send(item.file);
  }

  tell() {
    // What happens in one turn of the browser is told together, and at once: told later, it would run the page again just
    // when something else is pressed, and Streamlit would forget that press.
    clearTimeout(this.telling);
    this.telling = setTimeout(() => {
      const files = [...this.items.values()].map(({ id, name, size, status }) => ({ id, name, size, status }));
      this.setStateValue("files", files);
    });
  }

  close() {
    clearTimeout(this.telling);
    for (const item of this.items.values()) item.request?.abort();
  }
}

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".box");
  root.lunara ??= new UploadBox(root);
  root.lunara.update(data, setStateValue);
  return () => setTimeout(() => root.isConnected || root.lunara.close());
}
