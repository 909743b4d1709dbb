// What a correction teaches at once: the same reading elsewhere on the desk offers the new text first, and words that look
// like the corrected one may have it together.

const MOST = 5;
const MOST_OFFERS = 20;

export function learned(cards, { reading }, text) {
  if (!text || text === reading.text) return cards;
  return cards.map((card) => (card.reading.text === reading.text ? { ...card, alternatives: raised(card.alternatives, text) } : card));
}

function raised([first, ...others], text) {
  const known = others.find((one) => one.text === text) ?? { text, share: 0, source: "people" };
  return [first, known, ...others.filter((one) => one !== known)].filter(Boolean).slice(0, MOST);
}

// The server has counted words that look like the corrected one.
export function offered(state, entry, { alike }) {
  if (!alike) return state;
  const offer = { token: entry.token, text: entry.text, reading: entry.card.reading.text, count: alike };
  return { ...state, offers: [...state.offers, offer].slice(-MOST_OFFERS) };
}

export const withdrawn = (state, token) => ({ ...state, offers: state.offers.filter((offer) => offer.token !== token) });
