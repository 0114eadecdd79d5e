// What a course that leads abroad needs: by need the nearest that a source says, whether it holds for the very case that
// is chosen, and whom to ask where it does not. What is said, and the words, come from the page.
(() => {
  "use strict";
  const ENDS = ["origin", "destination"];
  const [OWN_END, SECTOR, OTHER_END] = [2, 1, 0.5]; // points: an end that settles the need weighs most
  const SEVERAL = "multiple"; // sectors at once: none that two could share

  // `shares` says of a partnership, by its number, whether it has a trait; of what is equally near the first is taken.
  const nearestSaid = ({ ends, said }, wanted, shares) => {
    const traits = [
      ...ENDS.map((end) => ({ name: end, word: `${end} ${wanted[end]}`, points: ends.includes(end) ? OWN_END : OTHER_END })),
      ...(wanted.sector === SEVERAL ? [] : [{ name: "sector", word: `sector ${wanted.sector}`, points: SECTOR }]),
    ];
    const settling = traits.filter(({ points }) => points >= SECTOR);
    let best = null;
    for (const one of said) {
      const place = one[3];
      const common = place < 0 ? [] : traits.filter(({ word }) => shares(place, word));
      const points = common.reduce((sum, trait) => sum + trait.points, 0);
      if (points >= SECTOR && points > (best?.points ?? 0)) best = { one, points, common };
    }
    if (!best) {
      const rule = said.find(([, , , place]) => place < 0);
      return { state: rule ? "general" : "none", one: rule ?? null, common: [] };
    }
    const whole = settling.every((trait) => best.common.includes(trait));
    const near = settling.some((trait) => trait.points > SECTOR && best.common.includes(trait)) ? "near" : "elsewhere";
    return { state: whole ? "found" : near, one: best.one, common: best.common.map(({ name }) => name) };
  };

  // The list, as elements; `told` makes what a source says into text and links.
  const courseNeeds = ({ course, safeguards, words, wanted, called, shares, otherWork, told, element, link, fill, number }) => {
    const found = course.map((need) => ({ ...need, ...nearestSaid(need, wanted, shares) }));
    const line = (name, ...content) =>
      element("li", { "data-need": name }, element("strong", {}, words.needs[name][0]), " ", ...content);
    const asked = (name) => ` ${words.ask}${words.colon}${words.needs[name][1]}`;
    // What a case has in common with the one that is chosen; of other work it is said which.
    const shared = ([, , , place], common) => {
      const other = place >= 0 && wanted.sector !== SEVERAL && !common.includes("sector");
      return [...common.map((trait) => called[trait]), other && otherWork(place)].filter(Boolean);
    };
    const lines = found.map(({ name, ends, state, one, common }) => {
      if (state === "found") return line(name, ...told(one, []));
      const scope = words.scope[ends.length > 1 ? "both" : ends[0]];
      const near = { near: words.nearest_said, elsewhere: words.elsewhere, general: words.in_general }[state];
      return line(name, element("em", {}, scope), asked(name),
        ...(one ? [` ${near}${words.colon}`, ...told(one, shared(one, common))] : []));
    });
    const besides = safeguards.sectors.includes(wanted.sector);
    if (besides) lines.unshift(listed(safeguards, words, wanted, { shares, told, line, asked, link, fill, number }));
    const counts = { found: number(found.filter(({ state }) => state === "found").length, 0), all: number(found.length, 0) };
    const lead = [fill(words.course_lead, counts), ...(besides ? [words.course_besides] : [])];
    return [element("p", {}, lead.join(" ")), element("ul", { class: "course" }, ...lines)];
  };

  const MOST_AGREED = 2;
  // Of what health workers from countries on the list went by, what has most in common with the case that is chosen.
  const nearestAgreed = (agreed, wanted, shares) => {
    const words = ["destination", "sector", "origin"].map((trait) => `${trait} ${wanted[trait]}`);
    const common = ([, , , place]) => words.filter((word) => shares(place, word)).length;
    return [...agreed].sort(([one], [other]) => common(other) - common(one)).slice(0, MOST_AGREED);
  };
  // Whether the origin stands on the World Health Organization's list, and how others on it went about it.
  const listed = ({ on, year, agreed }, words, wanted, { shares, told, line, asked, link, fill, number }) => {
    const count = Object.keys(on).length;
    if (!count) return line("safeguards", words.safeguards.not_held, asked("safeguards"));
    const here = on[wanted.origin];
    const [row, source] = here ?? Object.values(on)[0];
    const text = fill(here ? words.safeguards.on : words.safeguards.off, { year, count: number(count, 0) });
    const nearest = here ? nearestAgreed(agreed, wanted, shares) : [];
    return line("safeguards", text, " (", link(source, row), ").", ...(here ? [asked("safeguards")] : []),
      ...(nearest.length ? [` ${words.nearest_said}${words.colon}`] : []),
      ...nearest.flatMap(([one, begun], i) => [...(i ? [" "] : []), ...told(one, [begun])]));
  };

  globalThis.gspbrief = { ...globalThis.gspbrief, nearestSaid, nearestAgreed, courseNeeds };
})();
