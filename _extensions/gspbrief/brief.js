// A table that a narrow screen shows as a list of rows stays a table to a screen reader: browsers differ in that.
for (const [selector, role] of [
  [".stacks", "table"], [".stacks :is(thead, tbody)", "rowgroup"], [".stacks tr", "row"], [".stacks td", "cell"],
  [".stacks thead th", "columnheader"], [".stacks tbody th", "rowheader"],
]) document.querySelectorAll(selector).forEach((element) => element.setAttribute("role", role));

// No choice is cut off: where the longest of a list does not fit its box, the box is wider, and where that does not
// do either, the whole text of what is chosen stands below it. To a screen reader the list itself says it.
(() => {
  "use strict";
  const ARROW = 28; // pixels of a box that its arrow takes
  const pen = document.createElement("canvas").getContext("2d");
  const fitted = (select) => {
    const style = getComputedStyle(select);
    pen.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const room = () => select.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - ARROW;
    const widthOf = (option) => pen.measureText(option.textContent.trim()).width;
    if ([...select.options].some((option) => widthOf(option) > room())) select.parentElement.classList.add("wide");
    const [chosen] = select.selectedOptions;
    const said = select.parentElement.querySelector(".whole") || document.createElement("span");
    said.className = "whole";
    said.setAttribute("aria-hidden", "true");
    said.textContent = chosen && widthOf(chosen) > room() ? chosen.textContent.trim() : "";
    if (said.textContent) select.after(said);
    else said.remove();
  };
  const seen = new ResizeObserver((entries) => entries.forEach(({ target }) => target.clientWidth && fitted(target)));
  const selects = document.getElementsByTagName("select");
  const again = () => setTimeout(() => [...selects].forEach((one) => one.clientWidth && fitted(one)));
  for (const name of ["input", "change", "reset", "hashchange"]) addEventListener(name, again, { capture: true });
  for (const one of selects) seen.observe(one);
  document.fonts.ready.then(again); // widths are those of the house letters
})();

// A printed number opens a small card with its entry from the numbers annex. Without this script the link leads there.
// Where the annex stands on a page of its own, a script beside that page holds its entries.
(() => {
  "use strict";
  if (!("popover" in HTMLElement.prototype)) return;
  const links = document.querySelectorAll("a.finding[href*='#']");
  if (!links.length) return;

  const { close: closeWord, origin: name } = document.body.dataset;
  const card = document.createElement("div");
  card.className = "finding-card";
  card.popover = "auto";
  card.tabIndex = -1;
  card.setAttribute("role", "dialog");
  card.setAttribute("aria-label", name);
  document.body.append(card);
  let opener = null;

  const copyOf = (entry) => {
    const copy = entry.cloneNode(true);
    copy.querySelectorAll("[id]").forEach((element) => element.removeAttribute("id"));
    copy.removeAttribute("id");
    return copy;
  };
  const place = (link) => {
    const box = link.getBoundingClientRect();
    const below = box.bottom + card.offsetHeight + 12 < window.innerHeight || box.top < card.offsetHeight + 12;
    const top = below ? box.bottom + 6 : box.top - card.offsetHeight - 6;
    const left = Math.max(16, Math.min(box.left, window.innerWidth - card.offsetWidth - 16));
    card.style.top = `${top + window.scrollY}px`;
    card.style.left = `${left + window.scrollX}px`;
  };
  const show = (link, entry) => {
    const close = document.createElement("button");
    close.className = "close";
    close.type = "button";
    close.setAttribute("aria-label", closeWord);
    close.textContent = "×";
    close.addEventListener("click", () => card.hidePopover());
    card.replaceChildren(close, copyOf(entry));
    opener = link;
    card.showPopover();
    place(link);
    card.focus({ preventScroll: true });
  };

  card.addEventListener("toggle", (event) => {
    if (event.newState !== "closed" || !opener) return;
    if (card.contains(document.activeElement) || document.activeElement === document.body) {
      opener.focus({ preventScroll: true });
    }
    opener.setAttribute("aria-expanded", "false");
    opener = null;
  });
  const elsewhere = {};
  globalThis.gspbriefNumbers = (entries) => Object.assign(elsewhere, entries);
  const loaded = {};
  const load = (address) => (loaded[address] ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  }));
  const entryOf = async (link) => {
    const id = decodeURIComponent(link.hash.slice(1));
    const here = document.getElementById(id);
    if (here) return here;
    await load(link.href.split("#")[0].replace(/\.html$/, ".js"));
    const holder = document.createElement("template");
    holder.innerHTML = elsewhere[id];
    return holder.content.firstElementChild;
  };
  links.forEach((link) => {
    if (link.getAttribute("href").startsWith("#") && !document.getElementById(decodeURIComponent(link.hash.slice(1)))) return;
    link.setAttribute("aria-haspopup", "dialog");
    link.setAttribute("aria-expanded", "false");
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      entryOf(link).then((entry) => {
        show(link, entry);
        link.setAttribute("aria-expanded", "true");
      }).catch(() => { location.href = link.href; });
    });
  });
})();
