// Exploring: the table shows the partnerships that have every value chosen, and each choice says how many it would
// leave. What is chosen stands in the address. Without this script the table shows all.
(() => {
  "use strict";
  const form = document.querySelector("form.chooser");
  const rows = [...document.querySelectorAll("#partnerships tbody tr")];
  if (!form) return;

  const choosers = [...form.querySelectorAll("select")];
  const status = form.querySelector("[role=status]");
  const held = rows.map((row) =>
    Object.fromEntries(choosers.map(({ name }) => [name, (row.dataset[name] || "").split(" ")])),
  );
  const fits = (has, except) =>
    choosers.every(({ name, value }) => !value || name === except || has[name].includes(value));

  const show = () => {
    const shown = held.map((has) => fits(has));
    rows.forEach((row, i) => {
      row.hidden = !shown[i];
    });
    for (const { name, options } of choosers) {
      const left = held.filter((has) => fits(has, name));
      const counts = new Map();
      for (const has of left) for (const code of has[name]) counts.set(code, (counts.get(code) || 0) + 1);
      for (const option of options) {
        if (option.value) option.textContent = `${option.dataset.label} (${counts.get(option.value) || 0})`;
      }
    }
    status.textContent = form.dataset.shown
      .replace("{shown}", shown.filter(Boolean).length)
      .replace("{all}", rows.length);
    const chosen = new URLSearchParams(choosers.filter((one) => one.value).map((one) => [one.name, one.value]));
    const address = new URL(location.href);
    address.hash = chosen.size ? chosen : "";
    history.replaceState(null, "", address);
  };

  const chosen = new URLSearchParams(location.hash.slice(1));
  for (const one of choosers) {
    const asked = chosen.get(one.name);
    if ([...one.options].some((option) => option.value === asked)) one.value = asked;
  }
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", show);
  form.addEventListener("reset", () => setTimeout(show));
  form.hidden = false;
  show();
})();
