// Beside the picture: what the chosen line says, its region's kind, name and pattern, and the regions in reading order.
import { currentRegion } from "./changes.js";
import { FIELDS, lineKeys } from "./document.js";
import { setField, setText } from "../desk/elements.js";

export class Panel {
  // `dispatch` is told what is typed and chosen.
  constructor(root, words, dispatch) {
    Object.assign(this, { words, dispatch });
    [this.kind, this.name, this.pattern, this.text, this.place, this.state, this.list, this.fields] =
      ["kind", "name", "pattern", "line-text", "line-place", "line-state", "region-list", "region-fields"].map((id) => root.querySelector(`#${id}`));
    for (const field of [this.name, this.pattern]) field.addEventListener("input", () => dispatch({ type: "set region", field: field.id, value: field.value }));
    this.kind.addEventListener("change", () => dispatch({ type: "set region", field: "kind", value: this.kind.value }));
    this.list.addEventListener("click", (event) => {
      const key = event.target.closest("[data-region]")?.dataset.region;
      if (key) dispatch({ type: "region", region: key });
    });
  }

  render(state) {
    const region = currentRegion(state);
    const keys = lineKeys(state.doc);
    const info = state.info[state.at] ?? { text: "", fits: true, unread: true };
    const isLine = Boolean(state.at) && state.mode !== "region";
    setText(this.place, isLine ? `${this.words.lineWord} ${keys.indexOf(state.at) + 1} / ${keys.length}` : state.at ? this.words.lineWord : this.words.noLines);
    setText(this.text, isLine ? info.text : "");
    setText(this.state, isLine ? this.#state(state, info) : "");
    this.state.classList.toggle("warning", isLine && !info.fits);
    this.fields.disabled = !region;
    this.kind.value = region?.kind ?? "paragraph";
    setField(this.name, region?.name ?? "", false);
    setField(this.pattern, region?.pattern ?? "", false);
    this.name.required = FIELDS.includes(region?.kind);
    if (this.doc !== state.doc || this.region !== region) this.#list(state, region);
    [this.doc, this.region] = [state.doc, region];
  }

  #state(state, info) {
    if (state.doc.lines[state.at] !== state.saved?.lines[state.at]) return this.words.toBeSaved;
    if (info.unread) return this.words.beingRead;
    if (!info.fits) return this.words.misfit;
    return info.confirmed?.length ? this.words.confirmedWords : "";
  }

  #list(state, current) {
    this.list.replaceChildren(...state.doc.regions.map((region) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "quiet small" });
      button.dataset.region = region.key;
      button.setAttribute("aria-current", String(region === current));
      const kind = this.kind.querySelector(`[value="${region.kind}"]`)?.textContent ?? region.kind;
      const count = Object.assign(document.createElement("span"), { className: "count", textContent: region.lines.length });
      button.append(region.name ? `${region.name} (${kind})` : kind, " ", count);
      const item = document.createElement("li");
      item.append(button);
      return item;
    }));
  }
}
