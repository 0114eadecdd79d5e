// The scenario explorer: controls for the assumptions, each party's account beside its base case. All words and numbers
// come from the page's own data; the model is the script that was generated from its one definition.
(() => {
  "use strict";
  const source = document.querySelector("script.explorer-data");
  const { evaluate } = globalThis.gspbrief ?? {};
  if (!source || !evaluate) return;
  const { controls, cases, assumptions, ranges, parties, words, format } = JSON.parse(source.textContent);
  const SPOKEN_AFTER = 700; // milliseconds without a change until a screen reader is told
  const SOLVED_AFTER = 100; // it takes longer than the accounts, which follow a control at once
  const KEPT_AFTER = 250; // and until the address keeps the state: browsers refuse to change it too often
  const STATE = "#explore?";
  const START = "#explorer"; // the place of the explorer on its page

  const { accountChart, nearestEvens, fill, numbers } = globalThis.gspbrief;
  const { number, percent, years, money, capital } = numbers(format);
  const setting = (control, value) => ({ years, money }[control.unit] ?? percent)(value);
  const signed = (count) => (count > 0 ? "+" : "") + number(count, 0);
  const span = (low, high) => (low === high ? low : fill(format.to, { low, high }));

  // What is computed ------------------------------------------------------------------------------------------------

  const base = Object.fromEntries(controls.map(({ symbol, value }) => [symbol, value]));
  let chosen = { ...base };
  const outcome = (values) => {
    const { r, ...inputs } = { ...assumptions, ...values };
    return evaluate(inputs, r);
  };

  // Each account's least and most as one other assumption at a time goes to an end of its range, and the assumptions
  // that move none of them, as the others stand.
  const spans = (values, here) => {
    const tried = Object.entries(ranges).map(([symbol, ends]) =>
      [symbol, ends.map((end) => outcome({ ...values, [symbol]: end }).npv)]);
    const of = (party) => [here, ...tried.flatMap(([, npvs]) => npvs)].map((npv) => npv[party]);
    const still = (npv) => parties.every(({ id }) => npv[id] === here[id]);
    return {
      reach: Object.fromEntries(parties.map(({ id }) => [id, [Math.min(...of(id)), Math.max(...of(id))]])),
      unmoved: tried.filter(([, npvs]) => npvs.every(still)).map(([symbol]) => symbol),
    };
  };
  const WHY_UNMOVED = { q: words.sponsor_only, nlam: words.not_repaid };

  // A case for the same money as what is set: what it costs grows evenly with those who start.
  const besides = (name, total) => {
    const other = cases.find(({ id }) => id === name);
    if (!other) return null;
    const of = (N) => {
      const { r, ...inputs } = { ...assumptions, ...chosen, ...other.values, N };
      return evaluate({ ...inputs, share: { ...assumptions.share, ...other.share } }, r);
    };
    const [one, two] = [of(1).total_cost, of(2).total_cost];
    const people = 1 + (total - one) / (two - one);
    return people > 0 && Number.isFinite(people) ? of(people) : null;
  };

  const sentence = (result) => {
    const losers = parties.filter(({ id }) => result.npv[id] < 0).map(({ name }) => name);
    const placed = result.placed > 0 ? words.placed : words.nobody;
    const costs = result.placed > 0 && {
      full: money(result.cost_per_placed_full), added: money(result.cost_per_placed_incremental),
    };
    return [
      losers.length ? fill(words.losers, { lost: losers.join(format.between) }) : words.no_loser,
      fill(placed, { placed: number(result.placed, 0), entrants: number(assumptions.N, 0), ...costs }),
      fill(words.stock, { stock: signed(result.net_skill_stock) }),
    ].join(" ");
  };

  // What is shown ---------------------------------------------------------------------------------------------------

  const element = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };

  const controlFor = (control) => {
    const id = `explore-${control.symbol}`;
    const output = element("output", { for: id, id: `${id}-value` });
    const ends = { id: `${id}-ends`, class: "ends" };
    const start = `${control.own ? words.own : words.base}: ${setting(control, control.value)}`;
    const input = element("input", {
      type: "range", id, name: control.symbol, min: control.low, max: control.high, step: control.step,
      list: `${id}-marks`,
    });
    const box = element("div", { class: "control" },
      element("label", { for: id }, control.name), output, input,
      element("datalist", { id: `${id}-marks` }, element("option", { value: control.value })),
      element("p", ends, element("span", {}, setting(control, control.low)), element("span", {}, start),
        element("span", {}, setting(control, control.high))),
    );
    const why = element("p", { id: `${id}-why`, class: "why-unmoved", hidden: "" }, WHY_UNMOVED[control.symbol] ?? words.unmoved);
    input.setAttribute("aria-describedby", `${ends.id} ${why.id}`);
    box.append(why);
    return { control, input, output, box, why };
  };

  const fields = controls.map(controlFor);
  const reset = element("button", { type: "reset" }, words.reset);
  const boxes = (first) => fields.filter(({ control }) => control.first === first).map(({ box }) => box);
  const panel = element("form", { class: "explorer-controls" },
    element("fieldset", {}, element("legend", {}, words.legend), ...boxes(true)),
    element("details", {}, element("summary", {}, words.others), element("fieldset", {}, ...boxes(false))), reset);

  const start = outcome(base);
  const cell = (name, label) => element("td", { role: "cell", class: name, "data-label": label });
  const rows = parties.map(({ id, name, forgotten }) => {
    const here = {
      base: cell("base", words.base), chosen: cell("chosen", words.chosen), reach: cell("reach", words.span),
      beside: cell("beside", words.beside),
    };
    here.base.textContent = money(start.npv[id]);
    here.base.dataset.value = start.npv[id];
    here.row = element("tr", { role: "row", "data-party": id, ...(forgotten ? { class: "forgotten" } : {}) },
      element("th", { scope: "row", role: "rowheader" }, capital(name)), here.base, here.chosen, here.beside, here.reach);
    return { id, forgotten, ...here };
  });
  const group = (title, forgotten) => element("tbody", { role: "rowgroup" },
    element("tr", { role: "row", class: "group" }, element("th", { scope: "rowgroup", role: "rowheader", colspan: 5 }, title)),
    ...rows.filter((row) => Boolean(row.forgotten) === forgotten).map(({ row }) => row));
  const heading = (text) => element("th", { scope: "col", role: "columnheader" }, text);
  const besideHead = heading(words.beside);
  const options = (pairs) => pairs.map(({ id, name }) => element("option", { value: id }, capital(name)));
  const chooser = (id, label, pairs) => {
    const select = element("select", { id }, ...options(pairs));
    return [select, element("p", { class: "choose" }, element("label", { for: id }, label), " ", select)];
  };
  const [beside, besideBox] = chooser("explore-beside", words.beside, cases);
  const [solved, solvedBox] = chooser("explore-solve", words.solve, parties.filter(({ forgotten }) => !forgotten));
  const answers = element("div", { class: "solved" });
  const solve = () => {
    const found = nearestEvens({ ...assumptions, ...chosen }, ranges, solved.value);
    const of = Object.fromEntries(controls.map((control) => [control.symbol, control]));
    const told = found.map(([symbol, at]) => element("tr", { "data-symbol": symbol, "data-value": at },
      element("th", { scope: "row" }, of[symbol].name),
      element("td", {}, setting(of[symbol], chosen[symbol])), element("td", {}, setting(of[symbol], at))));
    answers.replaceChildren(found.length ? element("table", {},
      element("thead", {}, element("tr", {}, ...[words.input, words.as_set, words.even_at].map((text) => element("th", { scope: "col" }, text)))),
      element("tbody", {}, ...told)) : element("p", {}, words.never));
  };

  const table = element("table", { role: "table" },
    element("caption", {}, words.caption),
    element("thead", { role: "rowgroup" }, element("tr", { role: "row" },
      ...[words.party, words.base, words.chosen].map(heading), besideHead, heading(words.span))),
    group(words.four, false), group(words.forgotten, true));

  const bars = accountChart({ parties, words, money, capital, fill });
  const said = element("p", { class: "explorer-sentence" });
  const spoken = element("p", { class: "sr", role: "status", "aria-live": "polite" });

  const arrow = (change) => {
    if (Math.abs(change) < 0.5) return [];
    const word = change > 0 ? words.more : words.less;
    return [element("span", { class: "change", "aria-hidden": "true" }, change > 0 ? " ▲" : " ▼"),
      element("span", { class: "sr" }, ` (${word})`)];
  };
  const show = () => {
    const here = outcome(chosen);
    const { reach, unmoved } = spans(chosen, here.npv);
    for (const { control, input, output, why } of fields) {
      why.hidden = !unmoved.includes(control.symbol);
      const value = chosen[control.symbol];
      input.value = value;
      output.textContent = setting(control, value);
      input.setAttribute("aria-valuetext", setting(control, value));
    }
    const other = besides(beside.value, here.total_cost);
    if (beside.value) besideHead.textContent = `${words.beside} ${beside.selectedOptions[0].textContent}`;
    for (const { id, chosen: mine, reach: ends, beside: next } of rows) {
      next.textContent = other ? money(other.npv[id]) : "–";
      if (other) next.dataset.value = other.npv[id];
      mine.replaceChildren(element("span", {}, money(here.npv[id]), ...arrow(here.npv[id] - start.npv[id])));
      mine.dataset.value = here.npv[id];
      ends.textContent = span(...reach[id].map(money));
      [ends.dataset.low, ends.dataset.high] = reach[id];
    }
    bars.draw(here.npv, start.npv, other?.npv, besideHead.textContent);
    said.textContent = sentence(here);
  };

  // The state in the address ----------------------------------------------------------------------------------------

  const changed = () => Object.entries(chosen).filter(([symbol, value]) => value !== base[symbol]);
  const address = () => {
    const state = new URLSearchParams(changed()).toString();
    return state ? STATE + state : START;
  };
  const keep = () => {
    if (changed().length || location.hash.startsWith(STATE)) history.replaceState(history.state, "", address());
  };
  const restore = () => {
    if (!location.hash.startsWith(STATE)) return false;
    const state = new URLSearchParams(location.hash.slice(STATE.length));
    chosen = { ...base };
    for (const { control, input } of fields) {
      const wanted = Number.parseFloat(state.get(control.symbol));
      if (Number.isNaN(wanted)) continue;
      input.value = wanted; // the control keeps it in its range and on its steps
      chosen[control.symbol] = taken(control, input);
    }
    return true;
  };
  // A base value between two steps would be lost if the control were asked for it.
  const taken = (control, input) => {
    const probe = input.cloneNode();
    probe.value = control.value;
    return probe.value === input.value ? control.value : Number(input.value);
  };

  let frame, speaking, keeping, solving;
  const later = () => {
    cancelAnimationFrame(frame);
    clearTimeout(speaking);
    clearTimeout(keeping);
    clearTimeout(solving);
    frame = requestAnimationFrame(show);
    speaking = setTimeout(() => { spoken.textContent = said.textContent; }, SPOKEN_AFTER);
    keeping = setTimeout(keep, KEPT_AFTER);
    solving = setTimeout(solve, SOLVED_AFTER);
  };
  panel.addEventListener("input", ({ target }) => {
    const { control, input } = fields.find((field) => field.input === target);
    chosen[control.symbol] = taken(control, input);
    later();
  });
  panel.addEventListener("reset", (event) => {
    event.preventDefault();
    chosen = { ...base };
    later();
  });
  panel.addEventListener("submit", (event) => event.preventDefault());

  beside.addEventListener("change", later);
  solved.addEventListener("change", later);
  const whole = element("div", { class: "explorer" }, element("p", {}, words.hint), panel, said, spoken,
    ...(cases.length ? [besideBox] : []), bars.figure, table, solvedBox, answers);
  source.after(whole);
  addEventListener("hashchange", () => { if (restore()) later(); });
  const shared = restore();
  show();
  solve();
  if (shared) whole.scrollIntoView();
})();
