// Each party's account as bars that follow the controls of the explorer, with a mark where it started and, beside it, the
// account of a case for the same money. Its words and numbers are the explorer's.
(() => {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";
  const NARROW = 480; // pixels: below, names stand above their bars
  const [BEFORE, SPACE] = [10, 8]; // between a name and its bar, and between this and its figure
  const [BAR, THIN, LINE, GAP] = [16, 8, 20, 12]; // pixels: a bar, the one beside it, a line of text, between rows

  const part = (tag, attributes, text = "") => {
    const made = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(text);
    return made;
  };

  // A name in two lines, cut at the space nearest to its middle.
  const halves = (name) => {
    const spaces = [...name.matchAll(/ /g)].map(({ index }) => index);
    const far = (place) => Math.abs(place - name.length / 2);
    const cut = spaces.reduce((best, place) => (far(place) < far(best) ? place : best), name.length);
    return [name.slice(0, cut), name.slice(cut + 1)].filter(Boolean);
  };

  const accountChart = ({ parties, words, money, capital, fill }) => {
    const svg = part("svg", { role: "img", focusable: "false" });
    const key = document.createElement("ul");
    key.className = "account-key";
    const figure = document.createElement("div");
    figure.className = "account-chart";
    figure.append(key, svg);

    const said = (accounts) => {
      const ranked = [...parties].sort((one, other) => accounts[other.id] - accounts[one.id]);
      const [first, last] = [ranked[0], ranked[ranked.length - 1]];
      return fill(words.chart, {
        most: capital(first.name), most_money: money(accounts[first.id]),
        least: capital(last.name), least_money: money(accounts[last.id]),
      });
    };
    const shown = { chosen: null, base: null, beside: null, name: "" };

    const redraw = () => {
      const { chosen, base, beside, name } = shown;
      const width = figure.clientWidth;
      if (!chosen || !width) return;
      const narrow = width < NARROW;
      const names = parties.map(({ name: party }) => part("text", {}, capital(party)));
      const figures = parties.map(({ id }) => part("text", { class: "figure" }, money(chosen[id])));
      svg.replaceChildren(...names, ...figures);
      const widest = (texts) => Math.max(...texts.map((one) => one.getComputedTextLength()));
      const left = narrow ? 0 : widest(names) + BEFORE;
      const right = width - widest(figures) - 2 * SPACE;
      const lines = names.map((one) =>
        narrow && one.getComputedTextLength() > width ? halves(one.textContent) : [one.textContent]);
      const above = narrow ? LINE * Math.max(...lines.map(({ length }) => length)) : 0;
      const row = above + BAR + (beside ? THIN : 0) + GAP;
      const values = parties.flatMap(({ id }) => [chosen[id], base[id], beside?.[id] ?? 0]);
      const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
      const scale = (right - left) / (high - low || 1);
      const at = (value) => left + (value - low) * scale;
      const bar = (kind, value, y, height) => part("rect", {
        class: kind, x: Math.min(at(0), at(value)), width: Math.abs(value) * scale, y, height, "data-value": value,
      });
      const height = parties.length * row;
      svg.setAttribute("width", width);
      svg.setAttribute("height", height);
      svg.setAttribute("aria-label", said(chosen) + (beside ? ` ${name}: ${said(beside)}` : ""));
      svg.replaceChildren(part("line", { class: "zero", x1: at(0), x2: at(0), y1: 0, y2: height }));
      parties.forEach(({ id }, place) => {
        const top = place * row + above;
        const group = part("g", { "data-account": id });
        const [x, y] = narrow ? [0, top - 6] : [left - BEFORE, top + BAR - 3];
        names[place].setAttribute("text-anchor", narrow ? "start" : "end");
        names[place].replaceChildren(...lines[place].map((line, nth, all) =>
          part("tspan", { x, y: y - (all.length - 1 - nth) * (LINE - 4) }, line)));
        group.append(names[place], bar("chosen", chosen[id], top, BAR), figures[place]);
        if (beside) group.append(bar("other", beside[id], top + BAR, THIN));
        group.append(part("line", { class: "base", x1: at(base[id]), x2: at(base[id]), y1: top - 3, y2: top + BAR + 3 }));
        svg.append(group);
        const [behind, mark] = [at(Math.max(0, chosen[id])) + SPACE, at(base[id])];
        const hit = mark > behind - SPACE && mark < behind + figures[place].getComputedTextLength() + SPACE;
        figures[place].setAttribute("x", hit ? mark + SPACE : behind);
        figures[place].setAttribute("y", top + BAR - 3);
      });
    };

    const draw = (chosen, base, beside, name) => {
      Object.assign(shown, { chosen, base, beside, name });
      const entries = [["chosen", words.chosen], ["base", words.base], ...(beside ? [["other", name]] : [])];
      key.replaceChildren(...entries.map(([kind, word]) => {
        const entry = document.createElement("li");
        entry.className = kind;
        entry.append(word);
        return entry;
      }));
      redraw();
    };
    new ResizeObserver(redraw).observe(figure);
    document.fonts.ready.then(redraw); // texts are measured
    return { figure, draw };
  };

  globalThis.gspbrief = { ...globalThis.gspbrief, accountChart };
})();
