// The evidence map: the table shows the partnerships that were asked for, a page of them at a time, and a mark opens
// what stands behind it: the figures in words, which come with the partnership's own (compared.js), or where these do
// not come the ids of their rows. Beside the marks of a question that is asked for stands the figure that tells most.
// What is asked for stands in the address. Without this script the table shows all, and
// a mark leads to the first of its rows, near which the others stand.
(() => {
  "use strict";
  const form = document.querySelector("form.chooser");
  const body = document.querySelector("#map tbody");
  if (!form) return;
  const { size, states, answered, rows } = JSON.parse(document.getElementById("rows-of-all").textContent);
  const [ADDRESS, NAME, KIND, SECTOR, CELLS] = [0, 1, 2, 3, 4];
  const NOT_ASKED = -1;
  const FIGURE = 1; // in a cell, behind its state
  const ANSWERED = "answered"; // any state that is an achieved figure

  const element = (name, text, properties) => Object.assign(document.createElement(name), { textContent: text }, properties);
  const choosers = [...form.querySelectorAll("select")];
  const status = form.querySelector("[role=status]");
  const turn = document.querySelector(".turn");
  const optionOf = (select) => [...select.options].map((option) => option.value);
  const questions = optionOf(form.elements.question).filter(Boolean);
  const labels = new Map([...form.elements.state.options].map((option) => [option.value, option.textContent]));
  const heads = [...document.querySelectorAll("#map thead [scope=col]")];
  let page = 0;

  const stateOf = (cell) => (cell === NOT_ASKED ? "" : states[Array.isArray(cell) ? cell[0] : states.length - 1]);
  const isState = (cell, wanted) =>
    wanted === ANSWERED ? answered.includes(stateOf(cell)) : stateOf(cell) === wanted;
  const fits = (row) => {
    const { kind, sector, question, state } = form.elements;
    const asked = question.value ? [row[CELLS][questions.indexOf(question.value)]] : row[CELLS];
    return (!kind.value || row[KIND] === kind.value) && (!sector.value || row[SECTOR].includes(sector.value))
      && asked.some((cell) => (state.value ? isState(cell, state.value) : cell !== NOT_ASKED || !question.value));
  };
  const addressOf = (id) => `${form.dataset.evidence}${id.split(".")[0]}.html#${id}`;
  const mark = ([state, , ...ids]) => {
    const several = ids.length > 1 ? `, ${form.dataset.several.replace("{n}", ids.length)}` : "";
    const link = element("a", "", { href: addressOf(ids[0]), className: `dot ${states[state]}` });
    if ("foreign" in form.dataset) link.hreflang = "en";
    link.dataset.rows = ids.join(" ");
    link.append(element("span", labels.get(states[state]) + several, { className: "sr" }));
    return link;
  };
  const drawn = (row) => {
    const line = document.createElement("tr");
    const head = element("th", "", { scope: "row" });
    head.append(element("a", row[NAME], { href: row[ADDRESS] }));
    const wanted = questions.indexOf(form.elements.question.value);
    line.append(head, ...row[CELLS].map((cell, i) => {
      const box = element("td", cell === NOT_ASKED || Array.isArray(cell) ? "" : "–");
      box.classList.toggle("wanted", i === wanted);
      if (Array.isArray(cell)) box.append(mark(cell));
      if (Array.isArray(cell) && i === wanted) box.append(" ", cell[FIGURE]);
      return box;
    }));
    return line;
  };
  const show = () => {
    const found = rows.filter(fits);
    const pages = Math.max(1, Math.ceil(found.length / size));
    page = Math.min(page, pages - 1);
    body.replaceChildren(...found.slice(page * size, (page + 1) * size).map(drawn));
    readMarks();
    heads.forEach((head, i) => head.classList.toggle("wanted", questions[i] === form.elements.question.value));
    const wanted = heads[questions.indexOf(form.elements.question.value)];
    const region = wanted?.closest(".table-scroll"); // on a narrow screen the column asked for comes into sight
    if (region) region.scrollLeft = wanted.offsetLeft + wanted.offsetWidth - region.clientWidth;
    status.textContent = form.dataset.shown.replace("{shown}", found.length).replace("{all}", rows.length);
    turn.hidden = pages < 2;
    turn.querySelector("span").textContent = form.dataset.page.replace("{page}", page + 1).replace("{pages}", pages);
    for (const button of turn.querySelectorAll("button")) {
      button.disabled = page + Number(button.value) < 0 || page + Number(button.value) >= pages;
    }
    const chosen = new URLSearchParams(choosers.filter((one) => one.value).map((one) => [one.name, one.value]));
    if (page) chosen.set("page", page + 1);
    const address = new URL(location.href);
    address.hash = chosen.size ? chosen : "";
    if (address.href !== location.href) history.replaceState(null, "", address);
  };
  const renew = () => {
    page = 0;
    show();
  };
  let readMarks = () => {};
  const chosen = new URLSearchParams(location.hash.slice(1));
  for (const one of choosers) {
    if (optionOf(one).includes(chosen.get(one.name))) one.value = chosen.get(one.name);
  }
  page = Math.max(0, Number(chosen.get("page") || 1) - 1) || 0;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", renew);
  form.addEventListener("reset", () => setTimeout(renew));
  turn.addEventListener("click", ({ target }) => {
    if (!target.value) return;
    page += Number(target.value);
    show();
    document.getElementById("map").scrollIntoView();
  });
  document.querySelector(".further")?.remove();
  form.hidden = false;
  if ([...chosen].length || rows.length > size) show();

  if (!("popover" in HTMLElement.prototype)) return;
  const card = document.createElement("div");
  card.className = "finding-card";
  card.popover = "auto";
  card.tabIndex = -1;
  card.setAttribute("role", "dialog");
  card.setAttribute("aria-label", form.dataset.rows);
  document.body.append(card);
  let opener = null;

  // The figures behind a mark, those first that follow by arithmetic, then the rows; null for an id without figure.
  const behind = (opened, held) => {
    const own = held.answers[questions[opened.closest("td").cellIndex - 1]] || [];
    const inPrint = (id) => (one) => one.grade !== "derived" && one.address.endsWith(`#${id}`);
    const printed = [...Object.values(held.answers).flat(), ...Object.values(held.behind)];
    const rows = opened.dataset.rows.split(" ").map((id) => [id, printed.find(inPrint(id)) || null]);
    const derived = opened.matches(".derived") ? own.filter(({ grade }) => grade === "derived").map((one) => ["", one]) : [];
    return [...derived, ...rows];
  };
  const itemOf = ([id, figure]) => {
    const item = document.createElement("li");
    const link = id ? element("a", figure ? figure.text : id, { href: addressOf(id) }) : element("strong", figure.text);
    item.append(...(figure ? [`${figure.label}${form.dataset.colon}`] : []), link);
    const beside = figure ? [...figure.about, figure.dated ? "" : form.dataset.undated, figure.source].filter(Boolean) : [];
    if (beside.length) item.append(" ", element("small", beside.join(form.dataset.semicolon)));
    if (figure?.note) item.append(". ", element("small", `${figure.note.replace(/\.$/, "")}.`));
    return item;
  };
  const place = (opened) => {
    const box = opened.getBoundingClientRect();
    const below = box.bottom + card.offsetHeight + 12 < innerHeight || box.top < card.offsetHeight + 12;
    card.style.top = `${scrollY + (below ? box.bottom + 6 : box.top - card.offsetHeight - 6)}px`;
    card.style.left = `${scrollX + Math.max(16, Math.min(box.left, innerWidth - card.offsetWidth - 16))}px`;
  };
  const open = (opened) => {
    const close = element("button", "×", { className: "close", type: "button" });
    close.setAttribute("aria-label", document.body.dataset.close);
    close.addEventListener("click", () => card.hidePopover());
    const head = opened.closest("tr").querySelector("th a");
    const label = heads[opened.closest("td").cellIndex - 1].textContent;
    const title = document.createElement("p");
    title.append(element("strong", `${head.textContent} · ${label}`));
    const list = document.createElement("ul");
    list.append(...opened.dataset.rows.split(" ").map((id) => itemOf([id, null])));
    card.replaceChildren(close, title, element("p", form.dataset.rows), list);
    opener = opened;
    card.showPopover();
    place(opened);
    opened.setAttribute("aria-expanded", "true");
    card.focus({ preventScroll: true });
    globalThis.gspbrief.askFigures(head.getAttribute("href").replace(/[^/]*$/, form.dataset.script)).then(
      (held) => {
        list.replaceChildren(...behind(opened, held).map(itemOf));
        if (opener === opened) place(opened);
      },
      () => {}, // the ids stand there
    );
  };
  card.addEventListener("toggle", (event) => {
    if (event.newState !== "closed" || !opener) return;
    if (card.contains(document.activeElement) || document.activeElement === document.body) opener.focus({ preventScroll: true });
    opener.setAttribute("aria-expanded", "false");
    opener = null;
  });
  readMarks = () => {
    for (const one of body.querySelectorAll("a[data-rows]")) {
      one.setAttribute("aria-haspopup", "dialog");
      one.setAttribute("aria-expanded", "false");
    }
  };
  readMarks();
  body.addEventListener("click", (event) => {
    const one = event.target.closest("a[data-rows]");
    if (!one || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(one);
  });
})();
