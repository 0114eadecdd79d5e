// What a pilot of a given size can detect: the calculator of the page on evaluation. It computes what
// collection/sample_sizes.py does, by the same formulas; their sources stand there.
(() => {
  "use strict";
  const Z = { level: 1.959963984540054, power: 0.8416212335729143 }; // the quantiles of 5 percent, both ways, and of 80
  const CERTAIN = 1 - 1e-9;
  const [FEWEST, FEW] = [2, 5]; // classes on each side: to say anything, and to say it without a caution
  const FASTEST = Math.log(1000);

  // The distribution function of the normal, by its series (Marsaglia 2004).
  const below = (x) => {
    if (Math.abs(x) > 8) return x > 0 ? 1 : 0;
    let sum = x;
    for (let term = x, k = 3; Math.abs(term) > 1e-17; k += 2) sum += term *= (x * x) / k;
    return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
  };
  const needed = ({ difference, ifNone, ifSo }) => ((Z.level * ifNone + Z.power * ifSo) / difference) ** 2;
  const noticed = ({ difference, ifNone, ifSo }, people) => {
    const [distance, edge] = [(difference * Math.sqrt(people)) / ifSo, (Z.level * ifNone) / ifSo];
    return below(distance - edge) + below(-distance - edge);
  };
  const root = (lacking, low, high) => { // falls from above zero to below it
    for (let step = 0; step < 200; step += 1) {
      const middle = (low + high) / 2;
      if (lacking(middle) > 0) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  };

  const onSmaller = ({ people, offered, cluster }) => (people * Math.min(offered, 1 - offered)) / cluster;
  const least = ({ offered, cluster }) => (FEWEST * cluster) / Math.min(offered, 1 - offered);
  const tooFew = (pilot) => pilot.people < least(pilot) * CERTAIN;
  const kept = ({ cluster, icc, attrition }) => (1 - attrition) / (1 + (cluster - 1) * icc);
  const shares = (without, share, offered) => {
    const pooled = offered * share + (1 - offered) * without;
    return {
      difference: share - without,
      ifNone: Math.sqrt((pooled * (1 - pooled)) / (offered * (1 - offered))),
      ifSo: Math.sqrt((share * (1 - share)) / offered + (without * (1 - without)) / (1 - offered)),
    };
  };
  const times = (ratio, offered) => {
    const error = 1 / Math.sqrt(offered * (1 - offered));
    return { difference: Math.log(ratio), ifNone: error, ifSo: error };
  };
  const withEvent = (without, ratio, offered) => (1 - offered) * without + offered * (1 - (1 - without) ** ratio);

  const powerOfShares = (pilot, without, share) =>
    noticed(shares(without, share, pilot.offered), pilot.people * kept(pilot));
  const forShares = (pilot, without, share) => needed(shares(without, share, pilot.offered)) / kept(pilot);
  const peopleForShares = (pilot, ...sought) => Math.max(forShares(pilot, ...sought), least(pilot));
  const powerOfTimes = (pilot, without, ratio) =>
    noticed(times(ratio, pilot.offered), pilot.people * kept(pilot) * withEvent(without, ratio, pilot.offered));
  const forTimes = (pilot, without, ratio) =>
    needed(times(ratio, pilot.offered)) / withEvent(without, ratio, pilot.offered) / kept(pilot);
  const peopleForTimes = (pilot, ...sought) => Math.max(forTimes(pilot, ...sought), least(pilot));
  const detectableShare = (pilot, without) => {
    const lacking = (share) => forShares(pilot, without, share) - pilot.people;
    if (without >= CERTAIN || lacking(CERTAIN) > 0) return null;
    return root(lacking, without + (1 - without) * 1e-9, CERTAIN);
  };
  const detectableRatio = (pilot, without) => {
    const lacking = (log) => forTimes(pilot, without, Math.exp(log)) - pilot.people;
    if (!(without > 0 && without < 1) || lacking(FASTEST) > 0) return null;
    return Math.exp(root(lacking, 1e-9, FASTEST));
  };
  const samples = { tooFew, powerOfShares, peopleForShares, detectableShare, powerOfTimes, peopleForTimes, detectableRatio };
  globalThis.gspbrief = { ...globalThis.gspbrief, samples };

  // The form -------------------------------------------------------------------------------------------------------

  const form = globalThis.document?.querySelector("form.sample-sizes");
  if (!form) return;
  const { words, format } = JSON.parse(document.querySelector("script.evaluate-data").textContent);
  const { fill, numbers } = globalThis.gspbrief;
  const { number, percent } = numbers(format);
  const said = form.querySelector("[role=status]");
  const given = (name) => form.elements[name].valueAsNumber;
  const whole = (count) => number(Math.ceil(count - 1e-9), 0);

  const show = () => {
    const faulty = [...form.elements].find((control) => control.willValidate && !control.checkValidity());
    if (faulty) {
      said.replaceChildren(`${faulty.labels[0].textContent}: ${faulty.validationMessage}`);
      return;
    }
    const pilot = {
      people: given("people"), offered: given("offered") / 100, cluster: given("cluster"),
      icc: given("icc"), attrition: given("attrition") / 100,
    };
    const sentences = tooFew(pilot) ? [notEnough(pilot)] : told(pilot);
    said.replaceChildren(...sentences.map((sentence) => {
      const paragraph = document.createElement("p");
      paragraph.textContent = sentence;
      return paragraph;
    }));
  };
  // Why no figure is told, and how large a class may be for several of them on each side.
  const notEnough = (pilot) => {
    const most = number(Math.max(1, Math.floor(onSmaller({ ...pilot, cluster: FEW }) + 1e-9)), 0);
    const counts = { fewest: number(FEWEST, 0), few: number(FEW, 0), people: number(pilot.people, 0), most };
    return fill(pilot.cluster > 1 ? words.no_classes : words.nobody, counts);
  };
  const told = (pilot) => {
    const without = given("without") / 100;
    const share = without + given("rise") / 100;
    const smallest = detectableShare(pilot, without);
    const ratio = detectableRatio(pilot, without);
    const few = pilot.cluster > 1 && onSmaller(pilot) < FEW * CERTAIN;
    return [
      ...(few ? [fill(words.few_classes, { few: number(FEW, 0) })] : []),
      smallest === null ? words.no_share : fill(words.share, { share: percent(smallest), without: percent(without) }),
      share > 1 ? words.beyond : fill(words.power, {
        share: percent(share), chance: percent(powerOfShares(pilot, without, share)),
        people: whole(peopleForShares(pilot, without, share)),
      }),
      ratio === null ? words.no_ratio : fill(words.ratio, { ratio: number(ratio, 1), without: percent(without) }),
    ];
  };

  const NAMES = ["people", "without", "rise", "offered", "cluster", "icc", "attrition"];
  const STATE = "#calculate?";
  const keep = () => {
    const state = new URLSearchParams(NAMES.map((name) => [name, form.elements[name].value]));
    history.replaceState(history.state, "", STATE + state);
  };
  const restore = () => {
    if (!location.hash.startsWith(STATE)) return;
    for (const [name, value] of new URLSearchParams(location.hash.slice(STATE.length)))
      if (NAMES.includes(name) && Number.isFinite(Number.parseFloat(value))) form.elements[name].value = value;
  };

  let speaking;
  form.addEventListener("input", () => {
    clearTimeout(speaking); // so that a reader of the screen is not interrupted at each letter
    speaking = setTimeout(() => { show(); keep(); }, 250);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", () => { restore(); show(); });
  form.hidden = false;
  restore();
  show();
  if (location.hash.startsWith(STATE)) form.scrollIntoView();
})();
