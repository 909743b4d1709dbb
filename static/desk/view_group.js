// The group way on the screen: one text as a title, its pictures as a grid.
import { gettext, ngettext } from "../gettext.js";
import { byId, element, setText } from "./elements.js";
import { gridOf, LETTERS, rest } from "./group.js";

export class GroupView {
  constructor(stage, pictures) {
    Object.assign(this, { stage, pictures, cards: null });
    this.list = byId("group");
  }

  render(state) {
    const group = state.like ? undefined : state.groups[0];
    this.stage.classList.toggle("waiting", !group && !state.groupsDry);
    byId("group-none").hidden = Boolean(group) || !state.groupsDry;
    byId("group-asked").hidden = !group;
    if (!group) return this.#clear();
    const sentence = group.reading === null
      ? gettext("Take out what reads otherwise: press its letter.")
      : gettext("They read “%(reading)s”, as the one you corrected. Take out what is not “%(text)s”: press its letter.", group);
    setText(byId("group-text"), group.text);
    setText(byId("group-told"), sentence);
    if (group.cards !== this.cards) {
      const { height, columns } = gridOf(group);
      this.list.style.setProperty("--columns", columns);
      this.list.style.setProperty("--picture", `${height}px`);
      this.list.replaceChildren(...group.cards.map((card, i) => this.#option(card, group.lines[card.line], i)));
      setText(byId("announce"), `${group.text}. ${sentence}`);
      this.stage.dataset.group = group.cards.map((card) => card.id).join(" ");
    }
    this.cards = group.cards;
    [...this.list.children].forEach((option, i) => {
      const isOut = Boolean(group.out[group.cards[i].id]);
      option.setAttribute("aria-selected", String(!isOut));
      option.classList.toggle("marked", i === group.at);
    });
    this.list.setAttribute("aria-activedescendant", `picture-${group.at}`);
    this.list.setAttribute("aria-label", ngettext("%(count)s picture of “%(text)s”", "%(count)s pictures of “%(text)s”", group.cards.length, group));
  }

  // What Enter does now.
  verb(state) {
    const group = state.like ? undefined : state.groups[0];
    if (!group) return gettext("Look again");
    const count = rest(group).length;
    return count ? ngettext("Confirm %(count)s", "Confirm %(count)s", count) : gettext("Leave this group");
  }

  #clear() {
    this.cards = null;
    this.stage.dataset.group = "";
    this.list.replaceChildren();
    this.list.removeAttribute("aria-activedescendant");
  }

  #option(card, line, i) {
    const option = element("li", { id: `picture-${i}` });
    const around = (line?.words ?? []).map((word) => word.text).join(" ");
    option.setAttribute("role", "option");
    option.setAttribute("aria-label", gettext("%(letter)s. Line: %(line)s", { letter: LETTERS[i], line: around }));
    option.setAttribute("aria-keyshortcuts", LETTERS[i]);
    Object.assign(option.dataset, { command: "toggle", index: i });
    option.append(crop(card, line, line && this.pictures.of(line)?.cloneNode()), element("kbd", { textContent: LETTERS[i] }));
    return option;
  }
}

// The word in the picture of its line, with a little of what stands beside it.
function crop(card, line, image) {
  const frame = element("span", { className: "crop" });
  frame.style.setProperty("--start", card.start);
  frame.style.setProperty("--share", card.end - card.start);
  frame.style.setProperty("--ratio", line?.height ? line.width / line.height : 1);
  frame.append(image ?? element("span", { textContent: card.reading.text }));
  return frame;
}

// What a correction offers for the words that look like it; it waits and never moves anything.
export function renderOffer(state) {
  const bar = byId("alike");
  const offer = state.way === "group" ? undefined : state.offers.at(-1);
  bar.hidden = !offer || Boolean(state.notice) || state.conflicts.length > 0;
  if (offer) setText(byId("alike-text"), ngettext("%(count)s more word read “%(reading)s” looks like the one you made “%(text)s”.", "%(count)s more words read “%(reading)s” look like the one you made “%(text)s”.", offer.count, offer));
}
