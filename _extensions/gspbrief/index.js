// The index: the tables of partnerships show those that hold every word typed. Without this script they show all,
// the folded ones when they are opened.
(() => {
  "use strict";
  const form = document.querySelector("form.finder");
  const rows = [...document.querySelectorAll("table.stacks tbody tr")];
  if (!form || !rows.length) return;

  const plain = (text) => text.normalize("NFD").replace(/\p{Mn}/gu, "").toLowerCase();
  const texts = rows.map((row) => plain(row.textContent));
  const folded = [...document.querySelectorAll("details.kind")];
  const [input, status] = [form.querySelector("input"), form.querySelector("[role=status]")];
  const find = () => {
    const words = plain(input.value).split(/\s+/);
    rows.forEach((row, i) => {
      row.hidden = !words.every((word) => texts[i].includes(word));
    });
    folded.forEach((part) => {
      part.open = Boolean(input.value) && part.querySelector("tbody tr:not([hidden])") !== null;
    });
    const shown = rows.filter((row) => !row.hidden).length;
    status.textContent = input.value
      ? form.dataset.shown.replace("{shown}", shown).replace("{all}", rows.length)
      : "";
    const address = new URL(location.href);
    address.hash = input.value ? `find=${encodeURIComponent(input.value)}` : "";
    history.replaceState(null, "", address);
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  input.addEventListener("input", find);
  form.hidden = false;
  if (location.hash.startsWith("#find=")) {
    input.value = decodeURIComponent(location.hash.slice("#find=".length));
    find();
  }
})();
