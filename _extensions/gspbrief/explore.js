// Exploring: the table shows the partnerships that have every value chosen, and each choice says how many it would
// leave. What is chosen stands in the address. Only one page of the table is ever drawn, so that many partnerships cost
// a look at each and no more. Without this script the page shows all.
(() => {
  "use strict";
  const form = document.querySelector("form.chooser");
  if (!form) return;
  const { rows, facets, size } = JSON.parse(document.getElementById("listing").textContent);
  const [ADDRESS, NAME, CELLS, ANSWERS, BEGAN, PEOPLE, SHARE, CHOICES] = [0, 1, 2, 3, 4, 5, 6, 7];

  const body = document.querySelector("#partnerships tbody");
  const heads = [...document.querySelectorAll("#partnerships thead th")];
  const choosers = facets.map((name) => form.elements[name]);
  const { find, since, until, sort } = form.elements;
  const kept = [find, ...choosers, since, until, sort].filter(Boolean);
  const folded = form.querySelector("details");
  const turn = document.querySelector(".turn");
  let page = 0;

  const plain = (text) => text.normalize("NFD").replace(/\p{Mn}/gu, "").toLowerCase();
  const texts = new Map(rows.map((row) => [row, plain([row[NAME], ...row[CELLS].slice(0, 3)].join(" "))]));
  const letters = new Intl.Collator(document.documentElement.lang);
  const orders = {
    people: (a, b) => b[PEOPLE] - a[PEOPLE],
    share: (a, b) => b[SHARE] - a[SHARE],
    began: (a, b) => b[BEGAN] - a[BEGAN],
    name: (a, b) => letters.compare(a[NAME], b[NAME]),
  };

  const choose = () => {
    const words = plain(find.value).split(/\s+/).filter(Boolean);
    const [first, last] = [since, until].map((one) => Number(one?.value));
    const chosen = choosers.map((one) => one.selectedIndex);
    const counts = choosers.map((one) => new Array(one.options.length).fill(0));
    const found = rows.filter((row) => {
      if ((first && row[BEGAN] < first) || (last && !(row[BEGAN] && row[BEGAN] <= last))) return false;
      if (!words.every((word) => texts.get(row).includes(word))) return false;
      const missed = chosen.map((one, i) => (one && !row[CHOICES][i].includes(one) ? i : -1)).filter((i) => i >= 0);
      // A choice says what it would leave beside the other choices: one missed counts for its own list only.
      if (missed.length < 2) {
        for (const i of missed.length ? missed : counts.keys()) for (const one of row[CHOICES][i]) counts[i][one] += 1;
      }
      return !missed.length;
    });
    return [sort.value ? found.sort(orders[sort.value]) : found, counts];
  };

  const drawn = (row) => {
    const [line, head, link] = ["tr", "th", "a"].map((name) => document.createElement(name));
    link.href = row[ADDRESS];
    link.textContent = row[NAME];
    head.scope = "row";
    head.append(link);
    line.append(head);
    [...row[CELLS], row[ANSWERS]].forEach((text, i) => {
      const cell = document.createElement("td");
      cell.textContent = text || "–";
      cell.dataset.label = heads[i + 1].textContent;
      cell.className = heads[i + 1].className;
      line.append(cell);
    });
    return line;
  };

  const show = () => {
    const [found, counts] = choose();
    const pages = Math.max(1, Math.ceil(found.length / size));
    page = Math.min(page, pages - 1);
    body.replaceChildren(...found.slice(page * size, (page + 1) * size).map(drawn));
    choosers.forEach((one, i) => {
      for (const option of one.options) {
        if (option.value) option.textContent = `${option.dataset.label} (${counts[i][option.index]})`;
      }
    });
    const inside = kept.filter((one) => one.value && folded.contains(one)).length;
    folded.querySelector("summary").textContent = form.dataset.filters + (inside ? ` (${inside})` : "");
    form.querySelector("[role=status]").textContent = form.dataset.shown
      .replace("{shown}", found.length)
      .replace("{all}", rows.length);
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
    const codes = (row, name) => {
      const i = facets.indexOf(name);
      return i < 0 ? [] : row[CHOICES][i].map((one) => choosers[i].options[one].value);
    };
    const places = found.map((row) => ({
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
