// The sign-in page. What is typed goes to our routes by fetch and nowhere else; all text is set as textContent.
const FIELDS = {
  full_name: { label: "Your name", type: "text", autocomplete: "name" },
  organization_name: { label: "Organization (optional)", type: "text", autocomplete: "organization", optional: true },
  email: { label: "E-mail address", type: "email", autocomplete: "username" },
  password: { label: "Password", type: "password", autocomplete: "current-password" },
};

const VIEWS = {
  in: { fields: ["email", "password"], button: "Sign in", route: "/api/auth/login" },
  up: {
    heading: "Create your account",
    fields: ["full_name", "organization_name", "email", "password"],
    button: "Create account",
    route: "/api/auth/sign-up",
    sent: (email) => `If ${email} is new here, we have sent a link to it: open it to finish. If it has an account already, sign in or choose a new password.`,
  },
  link: {
    heading: "Get a link by e-mail",
    words: "It signs you in without a password.",
    fields: ["email"],
    button: "Send the link",
    route: "/api/auth/link",
    sent: (email) => `If ${email} has an account, we have sent a link to it that signs you in here.`,
  },
  reset: {
    heading: "Choose a new password",
    words: "We send you a link to do so.",
    fields: ["email"],
    button: "Send the link",
    route: "/api/auth/reset",
    sent: (email) => `If ${email} has an account, we have sent a link to it by which you choose a new password.`,
  },
};

// Who invites, and whereto, is told to the person whose address it is for, once they have signed in.
const INVITED =
  "You were invited to work with somebody here. Sign in, or create an account, with the e-mail address that they invited: " +
  "then you see who it is and accept or decline.";

function element(name, attributes = {}, text = "") {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text) made.textContent = text;
  return made;
}

class SignIn {
  constructor(root, data) {
    this.root = root;
    this.data = data;
    this.typed = {};
    this.show(data.invitation && data.mail ? "up" : "in");
  }

  update(data) {
    this.data = data;
  }

  here() {
    return window.location.pathname + window.location.search;
  }

  show(name, focus = false) {
    const view = VIEWS[name];
    this.root.replaceChildren();
    if (view.heading) this.root.append(element("h2", {}, view.heading));
    if (this.data.invitation && (name === "in" || name === "up")) {
      this.root.append(element("p", { class: "words", role: "status" }, INVITED));
    }
    if (view.words) this.root.append(element("p", { class: "words" }, view.words));
    const form = element("form", { novalidate: "" });
    for (const key of view.fields) {
      if (key === "organization_name" && this.data.invitation) continue;
      const field = FIELDS[key];
      form.append(element("label", { for: key }, field.label));
      const made = name === "up" && key === "password" ? "new-password" : field.autocomplete;
      const input = element("input", { id: key, name: key, type: field.type, autocomplete: made, maxlength: "320" });
      if (!field.optional) input.required = true;
      input.value = key === "password" ? "" : this.typed[key] || "";
      input.addEventListener("input", () => {
        this.typed[key] = input.value;
        input.removeAttribute("aria-invalid");
        input.removeAttribute("aria-describedby");
      });
      form.append(input);
    }
    const says = element("p", { role: "alert", "aria-live": "polite", class: "says", id: "says" });
    const button = element("button", { type: "submit" }, view.button);
    form.append(says, button);
    form.onsubmit = (event) => {
      event.preventDefault();
      this.submit(name, view, form, says, button);
    };
    this.root.append(form);
    if (name === "in") this.addProviders(says);
    this.addWays(name);
    if (focus) form.querySelector("input").focus();
  }

  addProviders(says) {
    for (const provider of this.data.providers) {
      const button = element("button", { type: "button", class: "other" }, `Continue with ${provider.label}`);
      button.onclick = async () => {
        button.disabled = true;
        const answer = await send(this.data, "/api/auth/provider", { provider: provider.name, next: this.here() });
        if (answer.ok) return window.location.assign(answer.told.go);
        says.textContent = answer.error;
        button.disabled = false;
      };
      this.root.append(button);
    }
  }

  addWays(name) {
    const ways = element("div", { class: "ways" });
    const way = (text, to) => {
      const button = element("button", { type: "button", class: "way" }, text);
      button.onclick = () => this.show(to, true);
      ways.append(button);
    };
    if (name !== "in") way(name === "up" ? "I have an account" : "Back", "in");
    else if (this.data.mail) {
      way("Create an account", "up");
      way("Forgot your password?", "reset");
      way("E-mail me a link", "link");
    }
    if (ways.childElementCount) this.root.append(ways);
  }

  async submit(name, view, form, says, button) {
    says.textContent = "";
    button.disabled = true;
    const body = Object.fromEntries([...form.querySelectorAll("input")].map((input) => [input.name, input.value]));
    if (name === "up" && this.data.invitation) body.invitation = this.data.invitation;
    if (name === "link") body.next = this.here();
    const answer = await send(this.data, view.route, body);
    button.disabled = false;
    if (answer.ok && (name === "in" || answer.told.signed_in)) return window.location.reload();
    if (answer.ok) return this.sent(name, view, body);
    says.textContent = answer.error;
    const again = form.querySelector("input[name=password]") || form.querySelector("input");
    if (again.type === "password" && name === "in") again.value = "";
    again.setAttribute("aria-invalid", "true");
    again.setAttribute("aria-describedby", "says");
    again.focus();
  }

  sent(name, view, body) {
    this.root.replaceChildren();
    const heading = element("h2", { tabindex: "-1" }, "Look at your mail");
    this.root.append(heading, element("p", { class: "words", role: "status" }, view.sent(body.email)));
    this.root.append(element("p", { class: "words" }, "Nothing there after a few minutes? Look into the folder for spam, too."));
    const says = element("p", { role: "alert", class: "says" });
    const again = element("button", { type: "button", class: "other" }, "Send it again");
    again.onclick = async () => {
      again.disabled = true;
      const answer = await send(this.data, view.route, body);
      says.textContent = answer.ok ? "" : answer.error;
      again.textContent = answer.ok ? "Sent again" : "Send it again";
      again.disabled = answer.ok;
    };
    this.root.append(again, says);
    this.addWays(name);
    heading.focus();
  }
}

export default function ({ parentElement, data }) {
  const root = parentElement.querySelector(".sign-in");
  if (root.own) root.own.update(data);
  else root.own = new SignIn(root, data);
}
