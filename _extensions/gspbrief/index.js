// The index: the table of all partnerships shows those that hold every word typed. Without this script it shows all.
(() => {
  "use strict";
  const form = document.querySelector("form.finder");
  const rows = [...document.querySelectorAll("#all tbody tr")];
  if (!form || !rows.length) return;

  const plain = (text) => text.normalize("NFD").replace(/\p{Mn}/gu, "").toLowerCase();
  const texts = rows.map((row) => plain(row.textContent));
  const [input, status] = [form.querySelector("input"), form.querySelector("[role=status]")];
  const find = () => {
    const words = plain(input.value).split(/\s+/);
    rows.forEach((row, i) => {
      row.hidden = !words.every((word) => texts[i].includes(word));
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
