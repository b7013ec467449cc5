// Elements without markup: text stays text.
export function element(name, attributes = {}, children = []) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

// Text in a colour of the file's, which the style sheet makes lighter on a dark ground.
export function coloured(node, color) {
  node.classList.add("is-coloured");
  node.style.setProperty("--told", color);
}
