// Small helpers to write into the page.

export const byId = (id) => document.getElementById(id);
export const element = (name, properties = {}) => Object.assign(document.createElement(name), properties);

export function setText(target, text) {
  if (target.textContent !== String(text)) target.textContent = text;
}

export function setField(field, text, readOnly) {
  if (field.readOnly !== readOnly) field.readOnly = readOnly;
  if (field.value !== text) field.value = text;
}

// Words one after the other, each in the colour of who stands behind it; written anew only where something changed.
export function wordsInto(target, words, texts) {
  const parts = words.map((word) => ({ ...word, ...texts[word.id] })).filter((word) => word.text);
  const key = parts.map((word) => `${word.by} ${word.text}`).join("\n");
  if (target.dataset.key === key) return;
  target.dataset.key = key;
  target.replaceChildren(...parts.flatMap((word) => [element("span", { className: word.by, textContent: word.text }), " "]));
}
