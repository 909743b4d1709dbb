// The words of the scripts in the person's language. They stand here in English; the page carries their translation
// (`{% script_words %}`), `manage.py translations` finds them by the names of these functions.

const page = globalThis.document;
const carried = JSON.parse(page?.getElementById("script-words")?.textContent ?? "{}");

export const language = page?.documentElement.lang || "en";
const plural = new Intl.PluralRules(language);
const numbers = new Intl.NumberFormat(language);

export const number = (value) => numbers.format(value);

// `values` fill what is written as %(name)s.
export const gettext = (text, values = {}) => filled(carried[text] ?? text, values);

// Many is what the language does not say of one.
export function ngettext(one, many, count, values = {}) {
  const forms = carried[one] ?? [one, many];
  return filled(forms[plural.select(count) === "one" ? 0 : 1], { count: number(count), ...values });
}

const filled = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => values[name]);
