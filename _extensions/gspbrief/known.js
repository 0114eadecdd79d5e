// The evidence map: the table shows the partnerships that were asked for, and a mark with several rows behind it opens
// a list of them. What is asked for stands in the address. Without this script the table shows all, and a mark leads to
// the first of its rows, near which the others stand.
(() => {
  "use strict";
  const form = document.querySelector("form.chooser");
  const rows = [...document.querySelectorAll("#map tbody tr")];
  if (!form) return;

  const choosers = [...form.querySelectorAll("select")];
  const status = form.querySelector("[role=status]");
  const questions = [...form.elements.question.options].map((option) => option.value).filter(Boolean);
  const states = rows.map((row) => row.dataset.states.split(","));
  const fits = (row, known) => {
    const { kind, sector, question, state } = form.elements;
    const asked = question.value ? [known[questions.indexOf(question.value)]] : known;
    return (!kind.value || row.dataset.kind === kind.value) && (!sector.value || row.dataset.sector === sector.value)
      && asked.some((one) => (state.value ? one === state.value : one || !question.value));
  };
  const show = () => {
    rows.forEach((row, i) => {
      row.hidden = !fits(row, states[i]);
    });
    const shown = rows.filter((row) => !row.hidden).length;
    status.textContent = form.dataset.shown.replace("{shown}", shown).replace("{all}", rows.length);
    const chosen = new URLSearchParams(choosers.filter((one) => one.value).map((one) => [one.name, one.value]));
    const address = new URL(location.href);
    address.hash = chosen.size ? chosen : "";
    history.replaceState(null, "", address);
  };
  const chosen = new URLSearchParams(location.hash.slice(1));
  for (const one of choosers) {
    if ([...one.options].some((option) => option.value === chosen.get(one.name))) one.value = chosen.get(one.name);
  }
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", show);
  form.addEventListener("reset", () => setTimeout(show));
  form.hidden = false;
  if ([...chosen].length) show();

  if (!("popover" in HTMLElement.prototype)) return;
  const card = document.createElement("div");
  card.className = "finding-card";
  card.popover = "auto";
  card.tabIndex = -1;
  card.setAttribute("role", "dialog");
  card.setAttribute("aria-label", form.dataset.rows);
  document.body.append(card);
  let opener = null;

  const element = (name, text, properties) => Object.assign(document.createElement(name), { textContent: text }, properties);
  const open = (mark) => {
    const close = element("button", "×", { className: "close", type: "button" });
    close.setAttribute("aria-label", document.body.dataset.close);
    close.addEventListener("click", () => card.hidePopover());
    const list = document.createElement("ul");
    for (const id of mark.dataset.rows.split(" ")) {
      const page = new URL(`${id.split(".")[0]}.html#${id}`, mark.href);
      const item = document.createElement("li");
      item.append(element("a", id, { href: page.href }));
      list.append(item);
    }
    card.replaceChildren(close, element("p", form.dataset.rows), list);
    opener = mark;
    card.showPopover();
    const box = mark.getBoundingClientRect();
    const below = box.bottom + card.offsetHeight + 12 < innerHeight || box.top < card.offsetHeight + 12;
    card.style.top = `${scrollY + (below ? box.bottom + 6 : box.top - card.offsetHeight - 6)}px`;
    card.style.left = `${scrollX + Math.max(16, Math.min(box.left, innerWidth - card.offsetWidth - 16))}px`;
    mark.setAttribute("aria-expanded", "true");
    card.focus({ preventScroll: true });
  };
  card.addEventListener("toggle", (event) => {
    if (event.newState !== "closed" || !opener) return;
    if (card.contains(document.activeElement) || document.activeElement === document.body) opener.focus({ preventScroll: true });
    opener.setAttribute("aria-expanded", "false");
    opener = null;
  });
  for (const mark of document.querySelectorAll("#map a[data-rows]")) {
    mark.setAttribute("aria-haspopup", "dialog");
    mark.setAttribute("aria-expanded", "false");
    mark.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      open(mark);
    });
  }
})();
