// The design of a partnership: from what a reader chooses to a note of two pages and a scenario for a build. Words,
// numbers and what is held of other partnerships come from the page; the model is the script made of its one definition.
(() => {
  "use strict";
  const form = document.querySelector("form.designer");
  if (!form) return;
  const held = JSON.parse(document.querySelector("script.design-data").textContent);
  const { words, format, context, entries, course, safeguards, cases, effects, newer, model } = held;
  const { fill, numbers, evaluate, nearestEvens, courseNeeds } = globalThis.gspbrief;
  const { number, percent, years, money, capital } = numbers(format);
  const MOST_PROGRAMMES = 6; // of which the style sheet prints as many as two pages have room for
  const MOST_INPUTS = 8;
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

  // By the word of a trait what it is called; points for sharing it, one more for both countries (evidence/study.py).
  const wanted = () => new Map([
    value("sector") && value("sector") !== "multiple" && [`sector ${value("sector")}`, said("sector")],
    value("tracks") === "home_and_away" && ["model global_skill_partnership", newer],
    [`origin ${value("origin")}`, said("origin")],
    [`destination ${value("destination")}`, said("destination")],
  ].filter(Boolean));
  const alike = () => {
    const names = wanted();
    const ends = ["origin", "destination"].map((end) => `${end} ${value(end)}`);
    return entries
      .map((entry) => {
        const shared = entry.traits.flatMap(([points, own]) =>
          own.filter((word) => names.has(word)).map((word) => [points, word]));
        const both = ends.every((end) => shared.some(([, word]) => word === end));
        return {
          entry,
          common: shared.map(([, word]) => names.get(word)),
          points: shared.reduce((sum, [points]) => sum + points, both ? 1 : 0),
          telling: shared.some(([, word]) => !word.startsWith("model ")),
        };
      })
      .filter(({ points }) => points > 0)
      .sort((one, other) => other.points - one.points || other.entry.answered - one.entry.answered);
  };

  // The model, filled with the nearest published figures ------------------------------------------------------------

  const nearest = (ranked) => {
    const found = {};
    for (const { entry } of ranked)
      for (const [symbol, figure] of Object.entries(entry.own))
        if (!(symbol in found) && symbol !== "alpha") found[symbol] = { figure, entry };
    return found;
  };
  const choices = [...form.querySelectorAll("[data-choice]")];
  const settled = (part) => Object.assign({}, ...choices.map(({ name, value: answer }) => effects[name]?.[answer]?.[part] ?? {}));
  const filled = (found) => ({
    ...model.assumptions, N: Number(value("size")), alpha: AWAY[value("tracks")],
    ...Object.fromEntries(Object.entries(found).map(([symbol, { figure }]) => [symbol, figure])),
    ...settled("values"), share: { ...model.assumptions.share, ...settled("payers") },
  });
  const setting = (symbol, amount) => {
    const unit = model.units[symbol];
    if (unit === "money") return money(amount);
    if (unit === "years") return years(amount);
    return unit === "share" ? percent(amount) : number(amount, 2);
  };

  // The note -------------------------------------------------------------------------------------------------------

  const list = (items) => element("ul", {}, ...items.map((item) => element("li", {}, ...[item].flat())));
  const table = (caption, heads, rows, attributes = {}) => element("table", attributes,
    ...(caption ? [element("caption", {}, caption)] : []),
    element("thead", {}, element("tr", {}, ...heads.map((head) => element("th", { scope: "col" }, head)))),
    element("tbody", {}, ...rows.map(([first, ...cells]) => element("tr", {},
      element("th", { scope: "row" }, first), ...cells.map((cell, i) =>
        element("td", { "data-label": heads[i + 1] }, ...[cell].flat()))))));
  const scrolled = (made, label) =>
    element("div", { class: "table-scroll", role: "region", tabindex: "0", "aria-label": label }, made);

  const note = document.querySelector(".concept");
  const chosen = () => fill(words.chosen, {
    origin: said("origin"), destination: said("destination"), sector: said("sector"), tracks: said("tracks"),
    size: number(Number(value("size")), 0),
  });
  // What a source says, whose case it is with what it has in common, and who says so.
  const told = ([text, href, source, place, foreign], common) => {
    const statement = foreign ? element("span", { lang: "en" }, text) : text;
    const from = [" (", link(source || words.statement, href), ")"];
    if (place < 0) return [statement, ...from];
    const shared = common.length ? ` (${common.join(", ")})` : "";
    return [link(entries[place].name, entries[place].page), shared, words.colon, statement, ...from];
  };
  const has = (entry, word) => entry.traits.some(([, own]) => own.includes(word));
  const needs = () => courseNeeds({
    course, safeguards, words, told, element, link, fill, number,
    wanted: { origin: value("origin"), destination: value("destination"), sector: value("sector") },
    called: { origin: said("origin"), destination: said("destination"), sector: said("sector") },
    shares: (place, word) => has(entries[place], word),
    otherWork: (place) => {
      const { traits, sector } = entries[place]; // of several sectors one may be the same: none of them is a trait
      const one = traits.some(([, own]) => own.some((word) => word.startsWith("sector ")));
      return one ? fill(words.other_work, { sector }) : sector;
    },
  });
  const figures = () => {
    const [here, there] = [context[value("origin")] ?? {}, context[value("destination")] ?? {}];
    const names = [...new Set([...Object.keys(here), ...Object.keys(there)])];
    if (!names.length) return element("p", {}, words.no_figures);
    const cell = (found) => (found ? link(...found) : words.not_found);
    return scrolled(table("", [words.measure, said("origin"), said("destination")],
      names.map((name) => [capital(name), cell(here[name]), cell(there[name])])), words.figures);
  };
  const programmes = (ranked) => {
    const telling = ranked.filter((one) => one.telling).slice(0, MOST_PROGRAMMES);
    if (!telling.length) return element("p", {}, words.nobody);
    const heads = [words.partnership, words.common, words.payer, words.led];
    const rows = telling.map(({ entry, common }) => [
      link(entry.name, entry.page), common.join(", "), entry.payer || "–", entry.led_to || words.no_result,
    ]);
    return scrolled(table("", heads, rows, { class: "told stacks" }), words.alike);
  };
  const decision = (control) => {
    const answer = control.options[control.selectedIndex];
    const others = (cases[control.name]?.[answer.value] ?? []).map((place) => entries[place]);
    const shown = others.flatMap((entry, i) =>
      [i ? "; " : "", link(entry.name, entry.page), words.colon, entry.short || words.no_result]);
    const effect = words.effects[control.name][answer.value] ?? words.effects[control.name].other;
    return [`${control.labels[0].textContent} `, element("strong", {}, `${capital(answer.textContent)}.`),
      ...(model ? [" ", element("em", { class: "effect" }, `${words.in_model}${words.colon}${effect}`)] : []),
      ` ${words.so_did}${words.colon}`, ...(shown.length ? shown : [words.no_case])];
  };
  const decisions = () => {
    const [made, open] = [true, false].map((taken) => choices.filter((control) => Boolean(control.value) === taken));
    const left = open.map((control) => control.labels[0].textContent).join(" ");
    return [
      ...(made.length ? [list(made.map(decision))] : []),
      ...(open.length ? [element("p", {}, `${words.open}${words.colon}${left}`)] : []),
    ];
  };
  const needed = (party, inputs) => nearestEvens(inputs, model.ranges, party)
    .map(([symbol, at]) => [capital(model.names[symbol]), setting(symbol, inputs[symbol]), setting(symbol, at)]);
  const evens = (party, inputs) => {
    const rows = needed(party, inputs);
    const name = { party: said("party") };
    if (!rows.length) return [element("p", {}, fill(words.never, name))];
    const first = rows.slice(0, MOST_INPUTS);
    const counts = { all: number(rows.length, 0), shown: number(first.length, 0) };
    const left = first.length < rows.length ? [element("p", {}, fill(words.first, counts))] : [];
    return [scrolled(table(fill(words.needed, name), [words.input, words.now, words.at], first), words.input), ...left];
  };

  const accounts = (found) => {
    const { r, ...inputs } = filled(found);
    const here = evaluate(inputs, r);
    const { r: rate, ...plain } = model.assumptions;
    const base = evaluate(plain, rate);
    const moved = model.parties.filter(([party]) => here.npv[party] || base.npv[party]);
    const same = moved.every(([party]) => here.npv[party] === base.npv[party]);
    const shown = scrolled(table(words.accounts, [words.party, words.base, words.yours],
      moved.map(([party, name]) => {
        const exact = { "data-party": party, "data-value": here.npv[party] };
        return [capital(name), money(base.npv[party]), element("span", exact, money(here.npv[party]))];
      })), words.accounts);
    return same ? [shown, element("p", { class: "same" }, words.same)] : [shown];
  };

  // How many are placed and what that costs, by the same accounts.
  const spent = (found) => {
    const { r, ...inputs } = filled(found);
    const here = evaluate(inputs, r);
    const exact = { class: "spent", "data-total": here.total_cost, "data-placed": here.placed };
    const told = { size: number(inputs.N, 0), total: money(here.total_cost), placed: number(Math.round(here.placed), 0) };
    if (here.cost_per_placed_full === null) return element("p", exact, fill(words.nobody_placed, told));
    const each = { full: money(here.cost_per_placed_full), extra: money(here.cost_per_placed_incremental) };
    return element("p", exact, fill(words.spent, { ...told, ...each }));
  };

  const take = document.querySelector(".take-scenario");
  let scenario = {};
  const show = () => {
    const ranked = alike();
    const found = model ? nearest(ranked) : {};
    const parts = [
      element("h2", {}, words.title), element("p", { class: "lead" }, chosen()),
      element("h3", {}, words.course), ...needs(),
      element("h3", {}, words.figures), figures(),
      element("h3", {}, words.alike), programmes(ranked),
      element("h3", { class: "decided" }, words.decided), ...decisions(),
    ];
    if (model) {
      for (const symbol of Object.keys(settled("values"))) delete found[symbol];
      const inputs = filled(found);
      const used = Object.entries(found);
      parts.push(
        element("h3", {}, words.money), element("p", {}, words.assumed), spent(found), ...accounts(found),
        used.length ? scrolled(table(words.nearest, [words.input, words.figure, words.whose], used.map(([symbol, one]) =>
          [capital(model.names[symbol]), setting(symbol, one.figure), [link(one.entry.name, one.entry.page)]])), words.nearest)
          : element("p", {}, words.no_nearest),
        ...evens(value("party"), inputs),
      );
      scenario = { inputs, found };
      const { r, ...without } = inputs;
      const nobody = !(evaluate(without, r).placed > 0);
      take.disabled = nobody;
      document.querySelector("#no-scenario").hidden = !nobody;
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
    const payers = (kinds) => Object.keys(kinds).length ? ["share:", `  why: ${JSON.stringify(words.because)}`, "  payers:",
      ...Object.entries(kinds).map(([kind, split]) => `    ${kind}: ${JSON.stringify(split)}`)] : [];
    return [
      `# ${chosen()}`,
      ...choices.filter((control) => control.value).map((control) =>
        `# ${control.labels[0].textContent} ${control.options[control.selectedIndex].textContent}`),
      "# gspbrief build --assumptions scenario.yaml --out FOLDER", `currency: ${model.currency}`, "symbols:",
      line("N", words.because), line("alpha", words.because),
      ...Object.keys(settled("values")).map((symbol) => line(symbol, words.because)),
      ...Object.entries(found).map(([symbol, { entry }]) => line(symbol, fill(words.as_in, { name: entry.name }))),
      ...payers(settled("payers")), "",
    ].join("\n");
  };
  take?.addEventListener("click", () => {
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
