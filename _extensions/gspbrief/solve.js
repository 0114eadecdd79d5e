// What would have to be true: the value of one assumption at which a party's account comes to zero, all else as it is.
// It looks where scenario/break_evens.py does: between the ends of the assumption's range.
(() => {
  "use strict";
  const NOT_AFFINE = ["r", "h", "hH"]; // and q, which moves a sponsor's account alone
  const WHOLE = ["tau", "T", "J", "nZ", "nlam"];
  const GRID = 401;
  const NO_SLOPE = 1e-12;

  const root = (account, low, high) => {
    const points = Array.from({ length: GRID }, (_, place) => low + ((high - low) * place) / (GRID - 1));
    const values = points.map(account);
    if (values.every((value) => value === 0)) return null;
    for (let place = 0; place < GRID; place += 1) {
      if (values[place] === 0) return points[place];
      if (place + 1 < GRID && values[place] * values[place + 1] < 0) {
        let [left, right] = [points[place], points[place + 1]];
        for (let step = 0; step < 100; step += 1) {
          const middle = (left + right) / 2;
          if (account(middle) * values[place] > 0) left = middle;
          else right = middle;
        }
        return (left + right) / 2;
      }
    }
    return null;
  };

  const zero = (account, here, low, high) => {
    const other = here ? here / 2 : 1;
    const [value, moved] = [account(here), account(other)];
    if (Math.abs(moved - value) <= NO_SLOPE * Math.max(Math.abs(value), Math.abs(moved))) return null;
    const found = here - (value * (other - here)) / (moved - value);
    if (Math.abs(found - low) <= NO_SLOPE * Math.max(1, Math.abs(here))) return low;
    return found >= low && found <= high ? found : null;
  };

  // By symbol, for those of the ranges that are no whole numbers of years; null where there is none.
  const breakEvens = (assumptions, ranges, party) => {
    const { evaluate } = globalThis.gspbrief;
    const account = (symbol) => (value) => {
      const { r, ...inputs } = { ...assumptions, [symbol]: value };
      return evaluate(inputs, r).npv[party];
    };
    const asked = Object.entries(ranges).filter(([symbol]) => !WHOLE.includes(symbol) && symbol !== "q");
    return Object.fromEntries(asked.map(([symbol, [low, high]]) => [
      symbol,
      NOT_AFFINE.includes(symbol) ? root(account(symbol), low, high) : zero(account(symbol), assumptions[symbol], low, high),
    ]));
  };
  // Those found, as pairs of symbol and value; first the one that would have to move least of its range.
  const nearestEvens = (assumptions, ranges, party) => {
    const way = ([symbol, at]) => Math.abs(at - assumptions[symbol]) / (ranges[symbol][1] - ranges[symbol][0]);
    const found = Object.entries(breakEvens(assumptions, ranges, party)).filter(([, at]) => at !== null);
    return found.sort((one, other) => way(one) - way(other));
  };
  globalThis.gspbrief = { ...globalThis.gspbrief, breakEvens, nearestEvens };
})();
