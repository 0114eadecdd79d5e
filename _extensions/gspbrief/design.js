// The design of a partnership: from what a reader chooses to a note of two pages and a scenario for a build. Words,
// numbers and what is held of other partnerships come from the page; the model is the script made of its one definition.
(() => {
  "use strict";
  const form = document.querySelector("form.designer");
  if (!form) return;
  const { words, format, context, entries, model } = JSON.parse(document.querySelector("script.design-data").textContent);
  const { fill, numbers, evaluate, breakEvens } = globalThis.gspbrief;
  const { number, percent, years, money, capital } = numbers(format);
  const LEAST_ALIKE = 3; // below them two partnerships are not comparable: evidence/likeness.py
  const MOST_ALIKE = 8;
  const MOST_SHOWN = 5;
  const STATE = "#design?";
  const AWAY = { home_and_away: 0.5, away: 1, home: 0 }; // share of entrants who train to leave

  const element = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };
  const link = (text, href) => element("a", { href }, text);
  const said = (name) => {
    const control = form.elements[name];
    return control.value && control.options ? control.options[control.selectedIndex].textContent : control.value;
  };
  const value = (name) => form.elements[name].value;

  // Programmes like it ---------------------------------------------------------------------------------------------

  const wanted = () => new Set([
    value("sector") && value("sector") !== "multiple" && `sector ${value("sector")}`,
    value("tracks") === "home_and_away" && "model global_skill_partnership",
    value("origin") && `origin ${value("origin")}`,
    value("destination") && `destination ${value("destination")}`,
  ].filter(Boolean));
  const alike = () => {
    const words = wanted();
    return entries
      .map((entry) => ({
        entry,
        points: Math.min(MOST_ALIKE, entry.traits.reduce(
          (sum, [points, own]) => sum + (own.some((word) => words.has(word)) ? points : 0), 0)),
      }))
      .filter(({ points }) => points > 0)
      .sort((one, other) => other.points - one.points);
  };

  // The model, filled with the nearest published figures ------------------------------------------------------------

  const nearest = (ranked) => {
    const found = {};
    for (const { entry } of ranked)
      for (const [symbol, figure] of Object.entries(entry.own))
        if (!(symbol in found) && symbol !== "alpha") found[symbol] = { figure, entry };
    return found;
  };
  const filled = (found) => ({
    ...model.assumptions, N: Number(value("size")), alpha: AWAY[value("tracks")],
    ...Object.fromEntries(Object.entries(found).map(([symbol, { figure }]) => [symbol, figure])),
  });
  const setting = (symbol, amount) => {
    const unit = model.units[symbol];
    if (unit === "money") return money(amount);
    if (unit === "years") return years(amount);
    return unit === "share" ? percent(amount) : number(amount, 2);
  };

  // The note -------------------------------------------------------------------------------------------------------

  const list = (items) => element("ul", {}, ...items.map((item) => element("li", {}, ...[item].flat())));
  const table = (caption, heads, rows) => element("table", {},
    element("caption", {}, caption),
    element("thead", {}, element("tr", {}, ...heads.map((head) => element("th", { scope: "col" }, head)))),
    element("tbody", {}, ...rows.map(([first, ...cells]) => element("tr", {},
      element("th", { scope: "row" }, first), ...cells.map((cell) => element("td", {}, ...[cell].flat()))))));
  const scrolled = (made, label) =>
    element("div", { class: "table-scroll", role: "region", tabindex: "0", "aria-label": label }, made);

  const note = document.querySelector(".concept");
  const chosen = () => fill(words.chosen, {
    origin: said("origin"), destination: said("destination"), sector: said("sector"), tracks: said("tracks"),
    size: number(Number(value("size")), 0),
  });
  const programme = ({ entry }) => [
    link(entry.name, entry.page), `${words.colon}${entry.figure}`, ...(entry.status ? [` (${entry.status})`] : []),
  ];
  const needed = (party, inputs) => Object.entries(breakEvens(inputs, model.ranges, party))
    .filter(([, at]) => at !== null)
    .map(([symbol, at]) => [capital(model.names[symbol]), setting(symbol, inputs[symbol]), setting(symbol, at)]);

  const accounts = (found) => {
    const { r, ...inputs } = filled(found);
    const here = evaluate(inputs, r);
    const { r: rate, ...plain } = model.assumptions;
    const base = evaluate(plain, rate);
    const moved = model.parties.filter(([party]) => here.npv[party] || base.npv[party]);
    return scrolled(table(words.accounts, [words.party, words.base, words.yours],
      moved.map(([party, name]) => [capital(name), money(base.npv[party]), element("span", { "data-party": party, "data-value": here.npv[party] }, money(here.npv[party]))])), words.accounts);
  };

  let scenario = {};
  const show = () => {
    const ranked = alike();
    const comparable = ranked.filter(({ points }) => points >= LEAST_ALIKE).slice(0, MOST_SHOWN);
    const held = context[value("origin")] ?? [];
    const decided = [...form.querySelectorAll("[data-choice]")].filter((control) => control.value);
    const found = model ? nearest(ranked) : {};
    const parts = [
      element("h2", {}, words.title), element("p", { class: "lead" }, chosen()),
      element("h3", {}, words.known),
      held.length ? list(held.map(([name, text, href]) => [`${capital(name)}${words.colon}`, link(text, href)]))
        : element("p", {}, words.unknown),
      element("h3", {}, words.alike),
      comparable.length ? list(comparable.map(programme)) : element("p", {}, words.nobody),
      element("h3", {}, words.decided),
      decided.length ? list(decided.map((control) =>
        `${control.labels[0].textContent} ${capital(control.options[control.selectedIndex].textContent)}`))
        : element("p", {}, words.undecided),
    ];
    if (model) {
      const inputs = filled(found);
      const party = value("party");
      const rows = needed(party, inputs);
      const used = Object.entries(found);
      parts.push(
        element("h3", {}, words.money), element("p", {}, words.assumed), accounts(found),
        used.length ? scrolled(table(words.nearest, [words.input, words.figure, words.whose], used.map(([symbol, one]) =>
          [capital(model.names[symbol]), setting(symbol, one.figure), [link(one.entry.name, one.entry.page)]])), words.nearest)
          : element("p", {}, words.no_nearest),
        rows.length ? scrolled(table(fill(words.needed, { party: said("party") }), [words.input, words.now, words.at], rows),
          words.input) : element("p", {}, fill(words.never, { party: said("party") })),
      );
      scenario = { inputs, found };
    }
    note.replaceChildren(...parts);
    note.hidden = false;
  };

  // What is taken away ---------------------------------------------------------------------------------------------

  const yaml = () => {
    const { inputs, found } = scenario;
    const line = (symbol, why) => {
      const ends = model.ranges[symbol];
      const amount = inputs[symbol];
      const range = ends ? `, low: ${Math.min(ends[0], amount)}, high: ${Math.max(ends[1], amount)}` : "";
      return `  ${symbol}: {value: ${amount}${range}, why: ${JSON.stringify(why)}}`;
    };
    return [
      `# ${chosen()}`, `# gspbrief build --assumptions scenario.yaml --out FOLDER`, `currency: ${model.currency}`, "symbols:",
      line("N", words.because), line("alpha", words.because),
      ...Object.entries(found).map(([symbol, { entry }]) => line(symbol, fill(words.as_in, { name: entry.name }))), "",
    ].join("\n");
  };
  document.querySelector(".take-scenario").addEventListener("click", () => {
    const address = URL.createObjectURL(new Blob([yaml()], { type: "text/yaml" }));
    element("a", { href: address, download: "scenario.yaml" }).click();
    setTimeout(() => URL.revokeObjectURL(address), 0);
  });
  document.querySelector(".print-note").addEventListener("click", () => print());

  // The state in the address ----------------------------------------------------------------------------------------

  const names = [...form.elements].map((control) => control.name).filter(Boolean);
  const keep = () => {
    const state = new URLSearchParams(names.map((name) => [name, value(name)]).filter(([, held]) => held));
    history.replaceState(history.state, "", STATE + state);
  };
  const restore = () => {
    if (!location.hash.startsWith(STATE)) return;
    for (const [name, held] of new URLSearchParams(location.hash.slice(STATE.length))) {
      if (!names.includes(name)) continue;
      const control = form.elements[name];
      const before = control.value;
      control.value = held;
      if (control.value === "" || !control.checkValidity()) control.value = before;
    }
  };
  let waiting;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      if (!form.checkValidity()) return;
      show();
      keep();
    }, 250);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", () => { restore(); show(); });
  form.hidden = false;
  document.querySelector(".take-away").hidden = false;
  restore();
  show();
})();
