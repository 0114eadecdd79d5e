// Two to four partnerships side by side, each with its own figures (compared.js). Which figures compare is said by what
// they must have in common (`aspects`); these come first, and of many the others are folded.
(() => {
  "use strict";
  const form = document.querySelector("form.chooser[data-script]");
  const table = document.getElementById("beside");
  if (!form || !table) return;

  const say = table.dataset;
  const choosers = [...form.querySelectorAll("select")];
  for (const other of choosers.slice(1)) {
    other.append(...[...choosers[0].options].slice(1).map((option) => option.cloneNode(true)));
  }
  const status = form.querySelector("[role=status]");
  const take = document.querySelector(".take a");
  const words = new Map(
    [...document.querySelectorAll(".differ dt")].map((word) => [word.textContent, word.nextElementSibling.textContent]),
  );
  const SHOWN = 4; // of the figures on a question; the others are folded
  const PATIENCE = 300; // milliseconds before a reader is told that figures are on their way
  let asking = 0;
  let strays = [];

  const ask = (id) =>
    globalThis.gspbrief
      .askFigures([form.dataset.root + id, form.dataset.at, form.dataset.script].filter(Boolean).join("/"))
      .catch(() => Promise.reject(new Error(id)));

  const element = (name, text, more = {}) => Object.assign(document.createElement(name), { textContent: text, ...more });

  // What two figures of one name differ in; undefined where they cannot be set against each other at all.
  const apart = (one, other) => {
    if (one.name !== other.name) return undefined;
    const names = Object.keys(one.aspects).filter((name) => name in other.aspects);
    return names.length ? names.filter((name) => one.aspects[name] !== other.aspects[name]) : undefined;
  };

  // Which figures of a question compare across partnerships, as labels and one by one; else the least that keeps a pair
  // of them apart.
  const verdict = (figures) => {
    const [alike, unstated, compared] = [new Set(), new Set(), new Set()];
    let least;
    figures.forEach((ones, i) =>
      figures.slice(i + 1).forEach((others) =>
        ones.forEach((one) =>
          others.forEach((other) => {
            const differs = apart(one, other);
            if (!differs) return;
            if (!differs.length) {
              (one.aspects.price_year === "" ? unstated : alike).add(one.label);
              compared.add(one).add(other);
            } else if (!least || differs.length < least.length) least = differs;
          }),
        ),
      ),
    );
    const said = [];
    if (alike.size) said.push(`${say.alike} ${[...alike].join(say.list)}`);
    if (unstated.size) said.push(`${say.unstated} ${[...unstated].join(say.list)}`);
    if (!said.length && least) said.push(`${say.apart} ${least.map((word) => words.get(word)).join(say.list)}`);
    // Amounts and shares that go by no common name stand beside each other all the same.
    const measured = figures.filter((ones) => ones.some(({ aspects }) => Object.keys(aspects).length));
    if (!said.length && measured.length > 1) said.push(`${say.apart} ${say.measure}`);
    return [said, compared];
  };

  const lineOf = (figure) => {
    const line = document.createElement("p");
    const link = element("a", figure.text, { href: form.dataset.root + figure.address });
    link.dataset.grade = figure.grade;
    line.append(`${figure.label}${say.colon}`, link);
    const beside = [...figure.about, figure.source].filter(Boolean);
    if (beside.length) line.append(" ", element("small", beside.join(say.semicolon)));
    return line;
  };

  const cellOf = (figures, compared) => {
    const cell = document.createElement("td");
    const lines = [...figures.filter((one) => compared.has(one)), ...figures.filter((one) => !compared.has(one))].map(lineOf);
    const folded = lines.length > SHOWN + 1 ? lines.splice(SHOWN) : []; // nobody unfolds a single one
    cell.append(...lines);
    if (folded.length) {
      const rest = document.createElement("details");
      rest.append(element("summary", say.more.replace("{n}", folded.length)), ...folded);
      cell.append(rest);
    }
    if (!figures.length) cell.append(element("p", say.nothing, { className: "nothing" }));
    return cell;
  };

  const saidOn = (feature, statements) => {
    const cell = document.createElement("td");
    for (const [about, answer, text] of statements) {
      if (about !== feature) continue;
      const line = document.createElement("p");
      if (answer) line.append(element("strong", answer), say.colon);
      line.append(element("span", text, { lang: "en" }));
      cell.append(line);
    }
    if (!cell.childElementCount) cell.append("–");
    return cell;
  };

  const rowOf = (heading, cells, note = []) => {
    const row = document.createElement("tr");
    const head = element("th", heading, { scope: "row" });
    note.forEach((text) => head.append(element("small", text)));
    row.append(head, ...cells);
    return row;
  };

  const draw = (shown) => {
    const head = document.createElement("tr");
    head.append(element("th", say.question, { scope: "col" }));
    for (const one of shown) {
      const column = element("th", "", { scope: "col" });
      const option = form.querySelector(`option[value="${CSS.escape(one.id)}"]`);
      column.append(element("a", one.name, { href: option.dataset.page }));
      head.append(column);
    }
    table.tHead.replaceChildren(head);
    table.dataset.columns = shown.length; // two fit a narrow screen
    const unanswered = []; // questions, in their order; they stand before the line that lists them
    for (const body of table.tBodies) {
      const { part, heading } = body.dataset;
      if (part === "profile") {
        const labels = [...new Set(shown.flatMap((one) => one.profile.map(([label]) => label)))];
        body.replaceChildren(
          ...labels.map((label) =>
            rowOf(label, shown.map((one) => element("td", (one.profile.find(([name]) => name === label) || ["", "–"])[1]))),
          ),
        );
      } else if (part === "statements") {
        const counts = new Map(); // of those that say anything on a feature: what several speak of comes first
        for (const one of shown) {
          for (const about of new Set(one.statements.map(([feature]) => feature))) {
            counts.set(about, (counts.get(about) || 0) + 1);
          }
        }
        const features = [...counts.keys()].sort((one, other) => counts.get(other) - counts.get(one));
        const top = document.createElement("tr");
        top.append(element("th", heading, { scope: "rowgroup", colSpan: shown.length + 1 }));
        const rows = features.map((about) => rowOf(about, shown.map((one) => saidOn(about, one.statements))));
        body.replaceChildren(...(rows.length ? [top, ...rows] : []));
      } else if (part === "neither") {
        const row = document.createElement("tr");
        row.append(element("td", `${say.neither} ${unanswered.join(say.semicolon)}`, { colSpan: shown.length + 1 }));
        body.replaceChildren(...(unanswered.length ? [row] : []));
      } else {
        const figures = shown.map((one) => one.answers[part] || []);
        const known = figures.some((held) => held.length);
        if (!known) unanswered.push(heading);
        const [said, compared] = verdict(figures);
        const cells = figures.map((held) => cellOf(held, compared));
        body.replaceChildren(...(known ? [rowOf(heading, cells, said)] : []));
      }
    }
  };

  // The table as CSV, with what is folded; a cell that a spreadsheet would take for a formula stays text.
  const csv = () => {
    const cell = (text) => `"${(/^[=+@\t\r-]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
    const parts = (held) => (held.matches("td:has(p)") ? [...held.querySelectorAll("p")] : [...held.childNodes]);
    const text = (held) => parts(held).map((part) => part.textContent.trim()).filter(Boolean).join(" | ");
    return [...table.rows].map((row) => [...row.cells].map((held) => cell(text(held))).join(",")).join("\r\n");
  };

  const show = async () => {
    const chosen = [...new Set(choosers.map((one) => one.value).filter(Boolean))];
    const address = new URL(location.href);
    address.hash = `with=${chosen.join("+")}`;
    history.replaceState(null, "", address);
    asking += 1;
    const own = asking;
    const notes = strays.splice(0); // said once, of the address that was asked for
    if (chosen.length < 2) {
      document.querySelector(".set").hidden = true; // what was shown before is of others
      status.textContent = [...notes, say.twice].join(" ");
      return;
    }
    const late = setTimeout(() => { status.textContent = say.loading; }, PATIENCE);
    const came = await Promise.allSettled(chosen.map(ask));
    clearTimeout(late);
    if (own !== asking) return; // others were chosen meanwhile
    const shown = came.filter((one) => one.status === "fulfilled").map((one) => one.value);
    const failed = came.filter((one) => one.status === "rejected").map((one) => one.reason.message);
    draw(shown);
    document.querySelector(".set").hidden = false;
    status.textContent = [
      ...notes,
      `${say.shown} ${shown.map((one) => one.name).join(say.list)}.`,
      ...failed.map((id) => `${form.querySelector(`option[value="${CSS.escape(id)}"]`).textContent} ${say.failed}`),
    ].join(" ");
  };

  take.addEventListener("click", ({ currentTarget }) => {
    currentTarget.href = URL.createObjectURL(new Blob(["\ufeff", csv()], { type: "text/csv" }));
  });
  // Of an address that names what is not here, or more than there is room for, it is said what is left out.
  const restore = (wanted) => {
    const called = new Map([...choosers[0].options].filter(({ value }) => value).map((one) => [one.value, one.textContent]));
    const ids = [...new Set(wanted.split(/[+ ]/).filter(Boolean))];
    const known = ids.filter((id) => called.has(id));
    const absent = ids.filter((id) => !called.has(id));
    const beyond = known.slice(choosers.length).map((id) => called.get(id));
    choosers.forEach((one, i) => { one.value = known[i] ?? ""; });
    strays = [
      ...(absent.length ? [`${say.absent} ${absent.join(say.list)}.`] : []),
      ...(beyond.length ? [`${say.beyond} ${beyond.join(say.list)}.`] : []),
    ];
  };
  const STATE = "#with=";
  restore(location.hash.startsWith(STATE) ? location.hash.slice(STATE.length) : form.dataset.first);
  addEventListener("hashchange", () => {
    if (!location.hash.startsWith(STATE)) return;
    restore(location.hash.slice(STATE.length));
    show();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", show);
  form.hidden = false;
  show();
})();
