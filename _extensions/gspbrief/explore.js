// Exploring: the table shows the partnerships that have every value chosen, and each choice says how many it would
// leave. One column shows the figures that are asked for or ordered by; those without one stand below, under a row that
// says so. What is chosen stands in the address. Only one page of the table is ever drawn, so that many partnerships
// cost a look at each and no more. Without this script the page shows all.
(() => {
  "use strict";
  const form = document.querySelector("form.chooser");
  if (!form) return;
  const { rows, facets, size } = JSON.parse(document.getElementById("listing").textContent);
  const [ADDRESS, NAME, CELLS, ANSWERS, BEGAN, PEOPLE, SHARE, CHOICES, SAID] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
  const FIGURE = 5; // the cell, and so the place of its head without that of the name

  const body = document.querySelector("#partnerships tbody");
  const heads = [...document.querySelectorAll("#partnerships thead th")];
  const choosers = facets.map((name) => form.elements[name]);
  const { find, since, until, sort } = form.elements;
  const kept = [find, ...choosers, since, until, sort].filter(Boolean);
  const folded = form.querySelector("details");
  const turn = document.querySelector(".turn");
  const status = form.querySelector("[role=status]");
  const figure = heads[FIGURE + 1].textContent;
  let page = 0;

  const plain = (text) => text.normalize("NFD").replace(/\p{Mn}/gu, "").toLowerCase();
  const found = (row, name) => {
    const i = facets.indexOf(name);
    return i < 0 ? [] : row[CHOICES][i].map((one) => choosers[i].options[one]);
  };
  const PLACED = ["origin", "destination", "sector"]; // what a word may name; a cell names the first countries only
  const texts = new Map(
    rows.map((row) => {
      const named = PLACED.flatMap((name) => found(row, name).map((option) => option.dataset.label));
      return [row, plain([row[NAME], ...row[CELLS].slice(0, 3), ...named].join(" "))];
    }),
  );
  const letters = new Intl.Collator(document.documentElement.lang);
  // Each order with what it goes by, and in which part of the table a row stands: 0 is that which is in this order.
  const orders = {
    "": [() => 0, (row) => (row[ANSWERS] ? 0 : 1)],
    people: [(a, b) => b[PEOPLE] - a[PEOPLE], (row) => (row[SAID].people ? 0 : 1)],
    share: [(a, b) => b[SHARE] - a[SHARE], (row) => (row[SHARE] ? 0 : row[SAID].share ? 1 : 2)],
    began: [(a, b) => b[BEGAN] - a[BEGAN], (row) => (row[BEGAN] ? 0 : 1)],
    name: [(a, b) => letters.compare(a[NAME], b[NAME]), () => 0],
  };
  const ordered = (held) => {
    const [by, partOf] = orders[sort.value];
    return held.sort((a, b) => partOf(a) - partOf(b) || by(a, b));
  };

  const choose = () => {
    const words = plain(find.value).split(/\s+/).filter(Boolean);
    const [first, last] = [since, until].map((one) => Number(one?.value));
    const chosen = choosers.map((one) => one.selectedIndex);
    const counts = choosers.map((one) => new Array(one.options.length).fill(0));
    const held = rows.filter((row) => {
      if ((first && row[BEGAN] < first) || (last && !(row[BEGAN] && row[BEGAN] <= last))) return false;
      if (!words.every((word) => texts.get(row).includes(word))) return false;
      const missed = chosen.map((one, i) => (one && !row[CHOICES][i].includes(one) ? i : -1)).filter((i) => i >= 0);
      // A choice says what it would leave beside the other choices: one missed counts for its own list only.
      if (missed.length < 2) {
        for (const i of missed.length ? missed : counts.keys()) for (const one of row[CHOICES][i]) counts[i][one] += 1;
      }
      return !missed.length;
    });
    return [ordered(held), counts];
  };

  const FIGURES = ["people", "share"]; // orders by what only the one column shows
  // What is asked for or ordered by: by the name of its texts the words that head them.
  const asked = () => {
    const { known, payer, people } = form.elements;
    const heads = {};
    if (FIGURES.includes(sort.value)) heads[sort.value] = sort.selectedOptions[0].textContent;
    if (people?.value) heads.people = form.querySelector(`label[for=${people.id}]`).textContent;
    if (known?.value) heads[known.value] = known.selectedOptions[0].dataset.label;
    if (payer?.value) heads.payer = form.dataset.paid;
    return heads;
  };
  const figures = (row, heads) => {
    const names = Object.keys(heads);
    if (!names.length) return [row[CELLS][FIGURE]];
    const said = names.filter((name) => row[SAID][name]);
    return said.map((name) => (names.length > 1 ? `${heads[name]}${form.dataset.colon}` : "") + row[SAID][name]);
  };
  const drawn = (row, asks) => {
    const [line, head, link] = ["tr", "th", "a"].map((name) => document.createElement(name));
    link.href = row[ADDRESS];
    link.textContent = row[NAME];
    head.scope = "row";
    head.append(link);
    line.append(head);
    [...row[CELLS], row[ANSWERS]].forEach((text, i) => {
      const cell = document.createElement("td");
      const texts = i === FIGURE ? figures(row, asks) : [text];
      cell.textContent = texts.filter(Boolean).join("\n") || "–";
      cell.dataset.label = heads[i + 1].textContent;
      cell.className = heads[i + 1].className;
      line.append(cell);
    });
    return line;
  };
  // The rows of a page, with a row above each part that is not in the order asked for, also where a page begins in it.
  const inParts = (all, from) => {
    const [, partOf] = orders[sort.value];
    const asks = asked();
    heads[FIGURE + 1].textContent = Object.values(asks).join("; ") || figure;
    return all.slice(from, from + size).flatMap((row, i) => {
      const part = partOf(row);
      if (!part || (i && partOf(all[from + i - 1]) === part)) return [drawn(row, asks)];
      const [line, cell] = ["tr", "td"].map((name) => document.createElement(name));
      line.className = "below";
      cell.colSpan = heads.length;
      cell.textContent = sort.selectedOptions[0].getAttribute(`data-below-${part}`).replace("{n}", all.filter((one) => partOf(one) === part).length);
      line.append(cell);
      return [line, drawn(row, asks)];
    });
  };

  const show = () => {
    const [held, counts] = choose();
    const pages = Math.max(1, Math.ceil(held.length / size));
    page = Math.min(page, pages - 1);
    body.replaceChildren(...inParts(held, page * size));
    choosers.forEach((one, i) => {
      for (const option of one.options) {
        if (option.value) option.textContent = `${option.dataset.label} (${counts[i][option.index]})`;
      }
    });
    const inside = kept.filter((one) => one.value && folded.contains(one)).length;
    folded.querySelector("summary").textContent = form.dataset.filters + (inside ? ` (${inside})` : "");
    status.textContent = form.dataset.shown
      .replace("{shown}", held.length)
      .replace("{all}", rows.length);
    const [, partOf] = orders[sort.value];
    const inOrder = held.filter((row) => !partOf(row)).length;
    if (inOrder < held.length) status.textContent += form.dataset.inOrder.replace("{n}", inOrder);
    turn.hidden = pages < 2;
    turn.querySelector("span").textContent = form.dataset.page.replace("{page}", page + 1).replace("{pages}", pages);
    for (const button of turn.querySelectorAll("button")) {
      button.disabled = page + Number(button.value) < 0 || page + Number(button.value) >= pages;
    }
    const said = new URLSearchParams(kept.filter((one) => one.value).map((one) => [one.name, one.value]));
    if (page) said.set("page", page + 1);
    form.querySelector("button[type=reset]").hidden = !said.size;
    const address = new URL(location.href);
    address.hash = said;
    if (address.href !== location.href) history.replaceState(null, "", address);
    const codes = (row, name) => found(row, name).map((option) => option.value);
    const places = held.map((row) => ({
      name: row[NAME],
      from: codes(row, "origin"),
      to: codes(row, "destination"),
    }));
    form.dispatchEvent(new CustomEvent("shown", { detail: places }));
  };

  const read = () => {
    const said = new URLSearchParams(location.hash.slice(1));
    for (const one of kept) {
      const asked = said.get(one.name) || "";
      if (!one.options || [...one.options].some((option) => option.value === asked)) one.value = asked;
    }
    page = Math.max(0, Number(said.get("page") || 1) - 1) || 0;
    show();
  };
  const renew = () => {
    page = 0;
    show();
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", renew);
  form.addEventListener("reset", () => setTimeout(renew));
  turn.addEventListener("click", ({ target }) => {
    if (!target.value) return;
    page += Number(target.value);
    show();
    document.getElementById("partnerships").scrollIntoView();
  });
  form.querySelector(".to-list").addEventListener("click", () => {
    const list = document.getElementById("partnerships");
    list.scrollIntoView();
    (list.querySelector("tbody a") || list).focus({ preventScroll: true });
  });
  addEventListener("hashchange", read);
  document.querySelector(".further")?.remove();
  form.hidden = false;
  read();
})();
