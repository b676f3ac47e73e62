import type { Ask, Reply } from './counterfactual.ts';
import { exploration, lowerBound, upperBound } from './rules/bounds.ts';
import { type Condition, conditionsOf, keyOf, type Rule } from './rules/conditions.ts';
import { type Arm, createDraws, type RuleProblem } from './rules/draws.ts';

export type { Condition, Field, Rule } from './rules/conditions.ts';
export type { RuleProblem } from './rules/draws.ts';

/** A rule, how often what it speaks of has the same answer, and of how many rows it speaks. */
export interface FoundRule {
  readonly rule: Rule;
  /** Draws of it, anew, and those of them with the same answer. */
  readonly draws: number;
  readonly hits: number;
  /** Rows of the table that fulfil it. */
  readonly covered: number;
  /** Of some of these, those that the model answers the same; null where they were not asked. */
  readonly asked: { readonly rows: number; readonly hits: number } | null;
  /** Whether it is precise enough, as far as the search could tell. */
  readonly holds: boolean;
  /** all: every rule was looked at, from the widest on. bandit: the most promising were. */
  readonly method: 'all' | 'bandit';
}

/** Rows that the model is asked for at most. */
export const RULE_CALLS = 50_000;

/** Rules up to which all are looked at. */
const FEW_RULES = 1000;
/** Of KL-LUCB: rules that go on to another condition, how sure and how exact it is. */
const BEAM = 4;
const DELTA = 0.05;
const EXACTNESS = 0.1;
/** How far below the precision that is wanted a rule's lower bound may be. */
const TOLERANCE = 0.02;
/** Draws of a rule: at first, at a time, at most, and in the end. */
const AT_FIRST = 16;
const AT_A_TIME = 64;
const MOST_DRAWS = 3000;
const IN_THE_END = 1000;
/** Parts of the budget that the choice among rules of one length may take. */
const LEVELS = 12;
/** Conditions of a rule at most, and rows of the table that are asked in the end. */
const LONGEST = 6;
const ROWS_IN_THE_END = 1000;

/**
 * The rule that speaks of the most rows among those that keep the answer with a precision
 * (Ribeiro, Singh and Guestrin 2018, "Anchors"). Of few rules, all are looked at, the widest
 * first. Otherwise rules grow by one condition at a time, and draws go where they tell most about
 * which are the best (KL-LUCB with a beam). The rule's precision is then measured by new draws,
 * which its choice does not flatter.
 */
export function* anchorRule(
  problem: RuleProblem,
  { precision, calls = RULE_CALLS }: { readonly precision: number; readonly calls?: number },
): Generator<Ask<FoundRule | null>, FoundRule | null, Reply> {
  const { fields, row, table } = problem;
  let best: Arm | null = null;
  /** Where none holds: the one with the best lower bound. */
  let nearest: Arm | null = null;
  const draws = createDraws<FoundRule | null>(problem, calls - IN_THE_END - ROWS_IN_THE_END, () => null);
  const own = fields.map((field, at) =>
    conditionsOf(at, field, row, table).filter((one) => draws.armOf([one]).rows.length < table.count),
  );
  const count = own.reduce((product, conditions) => product * (conditions.length + 1), 1);
  const method = count <= FEW_RULES ? 'all' : 'bandit';

  const whole = draws.armOf([]);
  if (!(yield* holds(whole, 1))) yield* method === 'all' ? everything() : growing();
  const chosen = best ?? nearest ?? whole;
  return yield* measured(chosen, best !== null);

  /** Draws until it is clear whether a rule is precise enough; whether it is. `among`: rules. */
  function* holds(arm: Arm, among: number): Generator<Ask<FoundRule | null>, boolean, Reply> {
    for (let more = true; ; ) {
      if (arm.draws > 0) {
        const level = exploration(among, arm.draws, DELTA);
        const low = lowerBound(arm.hits, arm.draws, level);
        const enough = arm.hits / arm.draws >= precision;
        if (enough && low >= precision - TOLERANCE) {
          if (!best || arm.rows.length > best.rows.length) best = arm;
          return true;
        }
        nearest = !nearest || low > lowerBound(nearest.hits, nearest.draws, level) ? arm : nearest;
        if (upperBound(arm.hits, arm.draws, level) < precision || arm.draws >= MOST_DRAWS || !more) return false;
      }
      more = yield* draws.more([arm], arm.draws === 0 ? AT_FIRST : AT_A_TIME);
      if (!more && arm.draws === 0) return false;
    }
  }

  function* everything(): Generator<Ask<FoundRule | null>, void, Reply> {
    const all = combined(own)
      .filter((rule) => rule.length > 0)
      .map(draws.armOf)
      .sort((a, b) => b.rows.length - a.rows.length || a.rule.length - b.rule.length);
    for (const arm of all) if ((yield* holds(arm, all.length)) || draws.left === 0) return;
  }

  function* growing(): Generator<Ask<FoundRule | null>, void, Reply> {
    let beam: readonly Arm[] = [whole];
    for (let size = 1; size <= Math.min(LONGEST, fields.length) && draws.left > 0; size++) {
      const grown = new Map<string, Arm>();
      for (const { rule } of beam)
        for (const conditions of own)
          for (const condition of conditions) {
            const longer = withCondition(rule, condition);
            if (longer) grown.set(keyOf(longer), draws.armOf(longer));
          }
      // Those that speak of fewer rows than one that holds are no better.
      const open = [...grown.values()].filter(({ rows }) => rows.length > (best?.rows.length ?? 0));
      if (open.length === 0) return;
      beam = yield* topArms(open);
      for (const arm of [...beam].sort((a, b) => b.rows.length - a.rows.length))
        if (arm.rows.length > (best?.rows.length ?? 0)) yield* holds(arm, open.length);
    }
  }

  /** The most precise of some rules, by KL-LUCB (Kaufmann and Kalyanakrishnan 2013). */
  function* topArms(arms: readonly Arm[]): Generator<Ask<FoundRule | null>, readonly Arm[], Reply> {
    yield* draws.more(
      arms.filter((arm) => arm.draws === 0),
      AT_FIRST,
    );
    const drawn = arms.filter((arm) => arm.draws > 0);
    // Rules that are about as precise as each other would take all that there is.
    const reserved = draws.left - calls / LEVELS;
    for (let time = 1; ; time++) {
      const level = exploration(arms.length, time, DELTA);
      const ordered = [...drawn].sort((a, b) => b.hits / b.draws - a.hits / a.draws || b.rows.length - a.rows.length);
      const [top, rest] = [ordered.slice(0, BEAM), ordered.slice(BEAM)];
      const weakest = least(top, (arm) => lowerBound(arm.hits, arm.draws, level));
      const rival = least(rest, (arm) => -upperBound(arm.hits, arm.draws, level));
      if (!weakest || !rival || -rival.value - weakest.value <= EXACTNESS || draws.left < reserved) return top;
      if (!(yield* draws.more([weakest.arm, rival.arm], AT_A_TIME))) return top;
    }
  }

  function* measured(chosen: Arm, isPrecise: boolean): Generator<Ask<FoundRule | null>, FoundRule, Reply> {
    const last = createDraws<FoundRule | null>(problem, IN_THE_END + ROWS_IN_THE_END, () => null);
    const { rule, rows } = chosen;
    const anew = last.armOf(rule);
    yield* last.more([anew], IN_THE_END);
    const some = evenly(rows, ROWS_IN_THE_END);
    const hits = yield* last.amongRows(some);
    return {
      rule,
      ...(anew.draws > 0 ? { draws: anew.draws, hits: anew.hits } : { draws: chosen.draws, hits: chosen.hits }),
      covered: rows.length,
      asked: hits === null || some.length === 0 ? null : { rows: some.length, hits },
      holds: isPrecise,
      method,
    };
  }
}

/** The rule with another condition; null where it has one on that field. */
function withCondition(rule: Rule, condition: Condition): Rule | null {
  if (rule.some(({ field }) => field === condition.field)) return null;
  return [...rule, condition].sort((a, b) => a.field - b.field);
}

/** All rules that take at most one condition of each field. */
const combined = (own: readonly (readonly Condition[])[]): Rule[] =>
  own.reduce<Rule[]>(
    (rules, conditions) => rules.flatMap((rule) => [rule, ...conditions.map((one) => [...rule, one])]),
    [[]],
  );

function least(arms: readonly Arm[], of: (arm: Arm) => number): { readonly arm: Arm; readonly value: number } | null {
  let found: { readonly arm: Arm; readonly value: number } | null = null;
  for (const arm of arms) {
    const value = of(arm);
    if (!found || value < found.value) found = { arm, value };
  }
  return found;
}

function evenly(rows: Int32Array, most: number): Int32Array {
  const taken = Math.min(rows.length, most);
  return Int32Array.from({ length: taken }, (_, at) => rows[Math.floor((at * rows.length) / taken)]);
}
