// The sign-out buttons: here, or (data.everywhere) in every browser.
export default function ({ parentElement, data }) {
  const button = parentElement.querySelector("button");
  button.textContent = data.label;
  button.onclick = async () => {
    button.disabled = true;
    await send(data, "/api/auth/logout", { everywhere: data.everywhere });
    window.location.assign(`${data.base}/`);
  };
}
