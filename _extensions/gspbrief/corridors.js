// The map of corridors beside the list: it shows the same selection, and a country or a line that is clicked or entered
// by key is chosen in the form. Countries are one stop of the keyboard, with arrow keys from each to its neighbours.
// Without this script the map is a picture.
(() => {
  "use strict";
  const form = document.querySelector("form.chooser");
  const map = document.querySelector(".corridors svg[data-names]");
  if (!form || !map) return;

  const lines = [...map.querySelectorAll(".lines path")];
  const places = [...map.querySelectorAll(".places circle")];
  const shapes = new Map([...map.querySelectorAll(".country")].map((one) => [one.dataset.code, one]));
  const pointed = document.querySelector(".corridors .pointed");
  const { origin, destination } = form.elements;
  const SHOWN = 12; // names that are read out before the rest is only counted
  let held = [];

  const of = (one) => {
    const { code, from, to } = one.dataset;
    return held.filter((row) =>
      code ? row.from.includes(code) || row.to.includes(code) : row.from.includes(from) && row.to.includes(to),
    );
  };
  const tell = (one) => {
    const names = of(one).map((row) => row.name);
    const listed = names.slice(0, SHOWN).join(", ");
    const rest = names.length - SHOWN;
    pointed.textContent = map.dataset.names
      .replace("{where}", one.querySelector("title").textContent)
      .replace("{names}", rest > 0 ? map.dataset.more.replace("{names}", listed).replace("{n}", rest) : listed || "–");
  };

  // A country is chosen as what more partnerships have it as; once more, as the other; then it is left.
  const wanted = ({ code, origin: leave, destination: come }) => {
    const ways = [[code, ""], ["", code]].filter((_, i) => Number([leave, come][i]));
    if (Number(come) > Number(leave)) ways.reverse();
    const now = ways.findIndex(([from, to]) => from === origin.value && to === destination.value);
    return ways[now + 1] || ["", ""];
  };
  const pick = (one) => {
    const { code, from, to } = one.dataset;
    const again = !code && origin.value === from && destination.value === to;
    [origin.value, destination.value] = code ? wanted(one.dataset) : again ? ["", ""] : [from, to];
    form.dispatchEvent(new Event("input"));
    tell(one);
  };

  const go = (from, dx, dy) => {
    const at = (one) => [one.cx.baseVal.value, one.cy.baseVal.value];
    const [x, y] = at(from);
    const far = (one) => {
      const [along, aside] = [(at(one)[0] - x) * dx + (at(one)[1] - y) * dy, (at(one)[0] - x) * dy + (at(one)[1] - y) * dx];
      return along > 0 ? along + 2 * Math.abs(aside) : Infinity;
    };
    const next = places.reduce((best, one) => (far(one) < far(best) ? one : best), from);
    from.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  };
  const KEYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

  map.setAttribute("role", "group");
  places.forEach((one, i) => {
    one.setAttribute("role", "button");
    one.setAttribute("aria-label", one.querySelector("title").textContent);
    one.tabIndex = i ? -1 : 0;
  });
  for (const line of lines) {
    const wide = line.cloneNode(true); // a line is thinner than a pointer is exact
    wide.setAttribute("class", "reach");
    line.before(wide);
  }
  const touched = (event) => {
    const { code } = event.target.dataset;
    const place = code && places.find((one) => one.dataset.code === code);
    return place || event.target.closest(".lines path");
  };
  map.addEventListener("click", (event) => touched(event) && pick(touched(event)));
  map.addEventListener("pointerover", (event) => touched(event) && tell(touched(event)));
  const rest = () => {
    pointed.textContent = pointed.dataset.hint;
  };
  map.addEventListener("pointerleave", rest);
  rest();
  map.addEventListener("focusin", (event) => touched(event) && tell(touched(event)));
  map.addEventListener("keydown", (event) => {
    const one = event.target.closest("circle");
    if (!one) return;
    if (KEYS[event.key]) go(one, ...KEYS[event.key]);
    else if (event.key === "Enter" || event.key === " ") pick(one);
    else return;
    event.preventDefault();
  });

  form.addEventListener("shown", ({ detail }) => {
    held = detail;
    const ways = new Set(held.flatMap((row) => row.from.flatMap((from) => row.to.map((to) => `${from} ${to}`))));
    const ends = new Set(held.flatMap((row) => [...row.from, ...row.to]));
    for (const line of map.querySelectorAll(".lines path")) {
      line.classList.toggle("off", !ways.has(`${line.dataset.from} ${line.dataset.to}`));
    }
    for (const one of places) {
      const { code } = one.dataset;
      one.classList.toggle("off", !ends.has(code));
      one.setAttribute("aria-pressed", code === origin.value || code === destination.value);
      shapes.get(code)?.classList.toggle("off", !ends.has(code));
      shapes.get(code)?.classList.toggle("chosen", code === origin.value || code === destination.value);
    }
  });
})();
