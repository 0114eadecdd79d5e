// The search page: MiniSearch over the texts of one language, both classic scripts so that it works from disk. What is
// asked for stands in the address as `q`. Every word must be found, as the beginning of a word or with a letter or two
// amiss; accents and capitals do not count. What is written here comes before the titles of sources.
(() => {
  "use strict";
  const form = document.querySelector("form.search");
  const texts = window.gspbriefTexts;
  if (!form || !texts || !window.MiniSearch) return;

  const [input, status, list] = [form.querySelector("input"), form.querySelector("[role=status]"), document.getElementById("results")];
  const { found, none: nothing, building } = form.dataset;
  const [SHOWN, AROUND, STEP] = [50, 120, 400]; // results, letters before and behind a match, texts indexed at a time
  const OF_A_SOURCE = 0.2; // what a match is worth in the title of a source, which is short and holds little else
  const WORD = /[\p{L}\p{N}]+/gu;
  const fold = (word) => word.normalize("NFD").replace(/\p{Mn}/gu, "").toLowerCase();
  const index = new window.MiniSearch({
    fields: ["name", "heading", "text"],
    tokenize: (text) => [...text.matchAll(WORD)].map(([word]) => word),
    processTerm: (word) => (fold(word).length > 1 || /\d/.test(word) ? fold(word) : null),
    searchOptions: {
      prefix: true,
      fuzzy: (word) => (word.length > 4 ? 0.2 : false),
      combineWith: "AND",
      boost: { name: 3, heading: 2 },
      boostDocument: (id) => (documents[id].page < texts.sources ? 1 : OF_A_SOURCE),
    },
  });
  const documents = texts.texts.map(([page, anchor, heading, text], id) => ({
    id, page, anchor, heading, text, name: texts.pages[page][0],
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

  const search = () => {
    const asked = input.value.trim();
    const hits = asked ? index.search(asked) : [];
    list.replaceChildren(...hits.slice(0, SHOWN).map(entry));
    const said = hits.length ? found : nothing;
    status.textContent = asked
      ? said.replace("{found}", hits.length).replace("{shown}", Math.min(SHOWN, hits.length))
      : "";
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
