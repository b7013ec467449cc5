// A list that follows its filters without a button.
document.documentElement.classList.add("js");
for (const form of document.querySelectorAll("form[data-auto]")) {
  form.addEventListener("change", () => form.requestSubmit());
}
