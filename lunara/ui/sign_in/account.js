// A new e-mail address or password for the person who is signed in: each is confirmed by a link in a mail.
export default function ({ parentElement, data }) {
  const form = parentElement.querySelector("form");
  const says = parentElement.querySelector(".says");
  const [change, password] = parentElement.querySelectorAll("button");
  const ask = async (button, route, body, done) => {
    says.className = "says";
    says.textContent = "";
    button.disabled = true;
    const answer = await send(data, route, body);
    button.disabled = false;
    if (answer.ok) says.classList.add("good");
    says.textContent = answer.ok ? done : answer.error;
  };
  form.onsubmit = (event) => {
    event.preventDefault();
    const email = form.email.value;
    ask(change, "/api/auth/email", { email }, "We have sent a link to each of your two addresses: open both to change it.");
  };
  password.onclick = () =>
    ask(password, "/api/auth/reset", { email: data.email }, "We have sent you a link by which you choose a new password.");
}
