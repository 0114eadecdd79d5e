// The partnership model. Generated from the expressions that the Python function is made of.
const INPUTS = @INPUTS@;
const PARTIES = @PARTIES@;
const COSTS = @COSTS@;

function cohort(a) {
  const {@INPUT_NAMES@} = a;
@COHORT@
  return {@COHORT_NAMES@};
}

function year(t, a, c) {
  const {@INPUT_NAMES@} = a;
  const {@COHORT_NAMES@} = c;
@YEAR@
  const flow = {};
@FLOWS@
  const cost = {};
@COST@
  return {flow, cost, stock: @STOCK@};
}

function accounts(a, rateOf) {
  const c = cohort(a);
  const npv = Object.fromEntries(PARTIES.map((party) => [party, 0]));
  const paid = {...npv};
  for (let t = 0; t <= a.T; t += 1) {
    const {flow, cost} = year(t, a, c);
    for (const party of PARTIES) {
      let spent = 0;
      for (const kind of COSTS) spent += (a.share[kind][party] ?? 0) * cost[kind];
      const discount = Math.pow(1 + rateOf(party), -t);
      paid[party] += spent * discount;
      npv[party] += (flow[party] - spent) * discount;
    }
  }
  const total = PARTIES.reduce((sum, party) => sum + paid[party], 0);
  return {npv, paid, total, placed: c.P, stock: year(a.tau, a, c).stock};
}

// Money in the unit of the assumptions; rate is one number, or one number for each party.
export function evaluate(assumptions, rate = 0.03) {
  const missing = [...INPUTS, "share"].filter((name) => assumptions[name] === undefined);
  if (missing.length > 0) throw new Error(`missing: ${missing.join(", ")}`);
  const rateOf = (party) => (typeof rate === "number" ? rate : rate[party]);
  const here = accounts(assumptions, rateOf);
  const without = accounts({...assumptions, alpha: 0}, rateOf);
  const perPlaced = (money) => (here.placed > 0 ? money / here.placed : null);
  return {
    npv: here.npv,
    cost_by_payer: here.paid,
    total_cost: here.total,
    placed: here.placed,
    cost_per_placed_full: perPlaced(here.total),
    cost_per_placed_incremental: perPlaced(here.total - without.total),
    net_skill_stock: here.stock,
  };
}
