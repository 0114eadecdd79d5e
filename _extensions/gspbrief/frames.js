// A figure as a frame: chart, map and table are tabs of it, what is chosen stands in the address, and the code that shows
// it in other pages can be copied. Without this script the chart stands, and below it the rest can be opened.
(() => {
  "use strict";
  const { views, chart, map, table, copy, copied } = document.body.dataset;
  const KEYS = { ArrowRight: 1, ArrowLeft: -1 };
  const THANKS = 2000; // milliseconds for which it is said that something was copied

  const element = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };

  // The address of the page, or of another, with what is chosen of a figure; the chart is what stands there unasked.
  const withView = (address, id, view) => {
    const [path, hash] = address.split("#");
    const [page, query] = path.split("?");
    const state = new URLSearchParams(query);
    if (view === "chart") state.delete(id);
    else state.set(id, view);
    const said = state.toString();
    return page + (said && `?${said}`) + (hash === undefined ? "" : `#${hash}`);
  };

  const tabs = (exhibit, figure, held) => {
    const caption = figure.querySelector("figcaption");
    const list = element("div", { role: "tablist", "aria-label": views });
    const made = held.map(([view, word, panel]) => {
      const tab = element("button", { type: "button", role: "tab", id: `${figure.id}-${view}-tab` }, word);
      panel.id = `${figure.id}-${view}`;
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", tab.id);
      panel.classList.add("view");
      tab.setAttribute("aria-controls", panel.id);
      list.append(tab);
      return { view, tab, panel };
    });
    const show = (wanted) => {
      for (const { view, tab, panel } of made) {
        panel.hidden = view !== wanted;
        tab.setAttribute("aria-selected", view === wanted);
        tab.tabIndex = view === wanted ? 0 : -1;
      }
      const link = exhibit.querySelector("a.permalink");
      if (link) link.setAttribute("href", withView(link.getAttribute("href"), figure.id, wanted));
      const code = exhibit.querySelector(".embed code");
      const [, address] = code?.textContent.match(/src="([^"]*)"/) ?? [];
      if (address) code.textContent = code.textContent.replace(address, withView(address, figure.id, wanted));
    };
    const choose = (wanted) => {
      show(wanted);
      history.replaceState(history.state, "", withView(location.href, figure.id, wanted));
    };
    for (const { view, tab } of made) tab.addEventListener("click", () => choose(view));
    list.addEventListener("keydown", (event) => {
      const here = made.findIndex(({ tab }) => tab === event.target);
      const ends = { Home: 0, End: made.length - 1 };
      const next = KEYS[event.key] ? (here + KEYS[event.key] + made.length) % made.length : ends[event.key];
      if (here < 0 || next === undefined) return;
      event.preventDefault();
      choose(made[next].view);
      made[next].tab.focus();
    });
    caption.after(list, ...made.map(({ panel }) => panel));
    const asked = new URLSearchParams(location.search).get(figure.id);
    show(made.some(({ view }) => view === asked) ? asked : "chart");
  };

  // What a view shows, in a panel of its own: a table or a map is taken out of what opens below the chart.
  const panelOf = (shown, name) => {
    if (!shown.matches("details")) return element("div", {}, shown);
    const panel = element("div", {}, shown.lastElementChild);
    panel.querySelector(".table-scroll")?.setAttribute("aria-label", name); // it is called as the figure is
    shown.remove();
    return panel;
  };

  const copying = (box) => {
    const code = box.querySelector("code");
    const button = element("button", { type: "button" }, copy);
    const said = element("span", { role: "status" });
    button.addEventListener("click", async () => {
      getSelection().selectAllChildren(code);
      try {
        await navigator.clipboard.writeText(code.textContent);
      } catch {
        document.execCommand("copy"); // where a page may not use the clipboard, what is selected may be copied
      }
      said.textContent = copied;
      setTimeout(() => { said.textContent = ""; }, THANKS);
    });
    box.append(element("p", {}, button, " ", said));
  };

  for (const exhibit of document.querySelectorAll(".exhibit-fig")) {
    const figure = exhibit.querySelector("[id^='fig-']");
    const name = figure.querySelector("figcaption").textContent.trim();
    const held = [["chart", chart, ".scroll"], ["map", map, ".figure-map"], ["table", table, ".chart-data"]]
      .map(([view, word, selector]) => [view, word, exhibit.querySelector(selector)])
      .filter(([, , shown]) => shown);
    if (held.length > 1) tabs(exhibit, figure, held.map(([view, word, shown]) => [view, word, panelOf(shown, name)]));
  }
  document.querySelectorAll(".embed").forEach(copying);
})();
