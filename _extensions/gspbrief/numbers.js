// Numbers as the house writes them, for scripts that print some: the page says how, in its language and style.
(() => {
  "use strict";
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  const numbers = (format) => {
    const plural = new Intl.PluralRules(format.locale);
    const counted = (count, words) => words[plural.select(count) === "one" ? "one" : "other"];
    const number = (value, decimals) => {
      const settings = { maximumFractionDigits: decimals, useGrouping: "always" };
      const parts = new Intl.NumberFormat(format.locale, settings).formatToParts(Number(value.toPrecision(12)));
      const house = { group: format.group, minusSign: "−" };
      const text = parts.map(({ type, value: part }) => house[type] ?? part).join("");
      return text === "−0" ? "0" : text;
    };
    const percent = (share) => fill(format.percent, { n: number(100 * share, Math.abs(share) < 0.1 ? 1 : 0) });
    const years = (count) => `${number(count, 0)} ${counted(count, format.years)}`;
    const money = (amount) => {
      const rounded = Number(amount.toPrecision(3));
      if (Math.abs(rounded) < 1e6) return fill(format.money, { n: number(rounded, 0) });
      const millions = rounded / 1e6;
      return fill(counted(Math.abs(millions), format.million), { n: number(millions, 2) });
    };
    const capital = (text) => text.charAt(0).toLocaleUpperCase(format.locale) + text.slice(1);
    return { number, percent, years, money, capital };
  };

  globalThis.gspbrief = { ...globalThis.gspbrief, fill, numbers };
})();
