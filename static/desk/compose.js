// A project's own characters, and the key that writes each of them after the compose key.

const LIKE = { ſ: "s", ß: "s", æ: "a", œ: "o", ø: "o", þ: "t", ð: "d", ƿ: "w", ȝ: "y", ꝑ: "p", ꝓ: "p", ꝗ: "q", ꝙ: "q", ꝛ: "r", ꝝ: "r", ꝯ: "9", ꝰ: "9", "⁊": "7", "£": "l", "§": "s", "¶": "p", "†": "t", "–": "-", "—": "-", "…": ".", "«": "<", "»": ">", "“": '"', "”": '"', "’": "'" };

// Each character has the key it looks like, where that is free, else the next free digit or letter.
export function composeKeys(characters) {
  const taken = new Set();
  const free = [..."1234567890abcdefghijklmnopqrstuvwxyz"];
  return characters.split(/\s+/).filter(Boolean).map((text) => {
    const base = LIKE[text] ?? text.normalize("NFD")[0].toLowerCase();
    const wanted = /^[!-~]$/.test(base) ? [base, base.toUpperCase(), ...free] : free;
    const key = wanted.find((one) => !taken.has(one)) ?? "";
    taken.add(key);
    return { text, key };
  });
}
