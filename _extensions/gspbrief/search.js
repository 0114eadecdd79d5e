// The search page: MiniSearch over the texts of one language, both classic scripts so that it works from disk. What is
// asked for stands in the address as `q`. A word is found without its ending, as the beginning of a word or with a
// letter or two amiss; accents and capitals do not count. First stands what has every word, be it among the countries
// and sectors of the partnership that a text is on; where that is little, what has some of the words follows and says so.
// What is written here comes before the titles of sources.
(() => {
  "use strict";
  const form = document.querySelector("form.search");
  const texts = window.gspbriefTexts;
  if (!form || !texts || !window.MiniSearch) return;

  const [input, status, list] = [form.querySelector("input"), form.querySelector("[role=status]"), document.getElementById("results")];
  const { none: nothing, rest, building } = form.dataset;
  const plurals = new Intl.PluralRules(document.documentElement.lang);
  const ending = new RegExp(`(?<=.{4})(${form.dataset.endings})$`, "u"); // what inflection adds to a word of some length
  const [SHOWN, AROUND, STEP] = [50, 120, 400]; // results, letters before and behind a match, texts indexed at a time
  const FEW = 10; // results with every word, beside which others help
  const OF_A_SOURCE = 0.2; // what a match is worth in the title of a source, which is short and holds little else
  const WORD = /[\p{L}\p{N}]+/gu;
  const fold = (word) => word.normalize("NFD").replace(/\p{Mn}/gu, "").toLowerCase();
  const index = new window.MiniSearch({
    fields: ["name", "heading", "text", "about"],
    tokenize: (text) => [...text.matchAll(WORD)].map(([word]) => word),
    processTerm: (word) => (fold(word).length > 1 || /\d/.test(word) ? fold(word) : null),
    searchOptions: {
      prefix: true,
      fuzzy: (word) => (word.length > 4 ? 0.2 : false),
      processTerm: (word) => (fold(word).length > 1 || /\d/.test(word) ? fold(word).replace(ending, "") : null),
      boost: { name: 3, heading: 2, about: 0.5 },
      boostDocument: (id) => (documents[id].page < texts.sources ? 1 : OF_A_SOURCE),
    },
  });
  // A partnership is found by what it is, too: as an entry of its own, which leads to its page.
  const own = texts.pages.flatMap(([, , about], page) => (about ? [[page, "", "", about]] : []));
  const documents = [...own, ...texts.texts].map(([page, anchor, heading, text], id) => ({
    id, page, anchor, heading, text, name: texts.pages[page][0], about: id < own.length ? "" : texts.pages[page][2] || "",
  }));

  // A text with the words that were found marked; words are told from each other as the index does it.
  const marked = (text, terms) => {
    const part = document.createDocumentFragment();
    let end = 0;
    for (const { 0: word, index: at } of text.matchAll(WORD)) {
      if (!terms.has(fold(word))) continue;
      const mark = document.createElement("mark");
      mark.textContent = word;
      part.append(text.slice(end, at), mark);
      end = at + word.length;
    }
    part.append(text.slice(end));
    return part;
  };
  const excerpt = (text, terms) => {
    const first = [...text.matchAll(WORD)].find(({ 0: word }) => terms.has(fold(word)));
    const at = first ? first.index : 0;
    const from = at > AROUND ? text.indexOf(" ", at - AROUND) + 1 : 0;
    const to = at + AROUND < text.length ? text.lastIndexOf(" ", at + AROUND) : text.length;
    return `${from ? "… " : ""}${text.slice(from, Math.max(to, at))}${to < text.length ? " …" : ""}`;
  };
  const entry = ({ id, terms }) => {
    const { page, anchor, heading, text, name } = documents[id];
    const words = new Set(terms);
    const [item, head, link, body] = ["li", "h2", "a", "p"].map((tag) => document.createElement(tag));
    link.href = `${texts.pages[page][1]}${anchor ? `#${anchor}` : ""}`;
    link.append(marked(heading ? `${name}: ${heading}` : name, words));
    head.append(link);
    body.append(marked(excerpt(text, words), words));
    item.append(head, body);
    return item;
  };

  // What has all words, and what has some, most of them first. What a partnership is finds no section by itself.
  const hitsOf = (asked) => {
    const all = index.search(asked, { combineWith: "AND" }).filter(({ match }) => Object.values(match).some(ofText));
    const held = new Set(all.map(({ id }) => id));
    const words = ({ queryTerms }) => queryTerms.length;
    const others = all.length < FEW ? index.search(asked).filter(({ id, match }) => !held.has(id) && Object.values(match).some(ofText)) : [];
    return [all, others.sort((a, b) => words(b) - words(a))];
  };
  const ofText = (fields) => fields.some((field) => field !== "about");
  const divider = () => Object.assign(document.createElement("li"), { className: "rest", textContent: rest });

  // How many have every word, how many more have some, and that not all are shown, where that is so.
  const saying = (name, n) => form.getAttribute(`data-${name}-${plurals.select(n) === "one" ? "one" : "other"}`).replace("{n}", n);
  const counted = (all, others) => {
    const said = all ? [saying("found", all)] : [others ? saying("some", others) : nothing];
    if (all && others) said.push(saying("more", others));
    if (all + others > SHOWN) said.push(form.dataset.shown.replace("{n}", SHOWN));
    return said.join(form.dataset.semicolon);
  };

  const search = () => {
    const asked = input.value.trim();
    const [all, others] = asked ? hitsOf(asked) : [[], []];
    const shown = [...all, ...others].slice(0, SHOWN).map(entry);
    if (all.length && all.length < shown.length) shown.splice(all.length, 0, divider());
    list.replaceChildren(...shown);
    status.textContent = asked ? counted(all.length, others.length) : "";
    const address = new URL(location.href);
    if (asked) address.searchParams.set("q", asked);
    else address.searchParams.delete("q");
    history.replaceState(null, "", address);
  };

  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  form.setAttribute("aria-busy", "true");
  input.value = new URL(location.href).searchParams.get("q") || "";
  status.textContent = building;
  index.addAllAsync(documents, { chunkSize: STEP }).then(() => {
    form.removeAttribute("aria-busy");
    input.addEventListener("input", search);
    search();
  });
})();
