import { type Message, message } from '../../catalogue/message.ts';
import type { Measure } from '../../counterfactuals/distance.ts';
import type { Lever } from '../../counterfactuals/lever.ts';
import { inPrecision, multiple, type NumberDomain } from '../../counterfactuals/number-domain.ts';
import { OrielError } from '../../errors.ts';
import { type Numbers, precisionOf } from '../../numerics/numbers.ts';
import type { Counterfactual } from '../../records/counterfactual.ts';
import type { ChangeLimits } from '../protocol.ts';
import type { TabularStudy } from '../studies/study.ts';
import { columnFacts } from './column-facts.ts';
import { oneHotGroups } from './together.ts';

type ColumnLimits = Counterfactual['limits']['columns'][number];

/** Limits as searches and records know them. */
export interface ResolvedLimits {
  readonly levers: readonly Lever[];
  readonly limits: Counterfactual['limits'];
}

/** Settings of columns that move together. */
const AMOUNTS = 1000;

/**
 * What of a row may change and how. `countable`: steps are so large that all numbers can be tried.
 * Throws `request-invalid` for columns and levels that there are not, and for limits that
 * contradict each other or make no sense.
 */
export function resolveLimits(
  study: TabularStudy,
  row: Numbers,
  { limits: wished, countable }: { readonly limits: ChangeLimits; readonly countable: boolean },
): ResolvedLimits {
  const { columns } = study.study;
  const facts = columnFacts(study);
  const names = columns.map(({ name }) => name);
  check(study, wished);
  const has = (list: readonly string[] | undefined, name: string) => list?.includes(name) === true;
  const precision = precisionOf(row);

  const groups = groupsOf(study, wished);
  const limited = columns.map((column, at): ColumnLimits => {
    const { name } = column;
    const { least, most, step, deviation, seen, identifier } = facts[at];
    const cost = wished.costs?.[name] ?? 1;
    const may = has(wished.onlyUp, name) ? 'up' : has(wished.onlyDown, name) ? 'down' : 'any';
    const missing = wished.missing === true && study.facts.takesMissing;
    const common = { name, missing, cost };
    const why = whyFixed(wished, name, { card: study.card.protected, identifier });
    if (column.levels) {
      const order = wished.levels?.[name];
      const all = order ?? Array.from(seen, (code) => column.levels?.[code] ?? '');
      const now = Number.isNaN(row[at]) ? null : (column.levels[row[at]] ?? null);
      const place = now === null ? -1 : (order ?? column.levels).indexOf(now);
      const levels = all.filter((level) => {
        if (may === 'any' || place < 0) return true;
        const other = (order ?? column.levels ?? []).indexOf(level);
        return may === 'up' ? other >= place : other <= place;
      });
      const only = levels.every((level) => level === now) && !missing;
      const stays = why ?? (only ? 'one value' : null);
      return {
        ...common,
        may: stays ? 'nothing' : may,
        why: stays,
        least: null,
        most: null,
        step: null,
        levels: [...levels],
        deviation: null,
      };
    }
    const [from, to] = wished.ranges?.[name] ?? [null, null];
    const now = row[at];
    const steps = wished.steps?.[name] ?? (countable ? countableStep(step, most - least) : step);
    const low = Math.max(from ?? least, may === 'up' && !Number.isNaN(now) ? now : -Infinity);
    const high = Math.min(to ?? most, may === 'down' && !Number.isNaN(now) ? now : Infinity);
    checkFineness(name, wished.steps?.[name], Math.max(Math.abs(low), Math.abs(high)));
    const none = !(low <= high) || (low === high && low === now);
    const stays = why ?? (none && !missing ? 'one value' : null);
    return {
      ...common,
      may: stays ? 'nothing' : may,
      why: stays,
      least: Number.isFinite(low) ? low : null,
      most: Number.isFinite(high) ? high : null,
      step: steps,
      levels: null,
      deviation,
    };
  });
  // What changes as one stays as it is where a part of it does.
  for (const { columns: group } of groups)
    for (const at of group) {
      const why = group.map((one) => limited[one].why).find((reason) => reason !== null && reason !== 'one value');
      if (why) limited[at] = { ...limited[at], may: 'nothing', why };
    }

  const measures = columns.map(({ levels }, at): Measure | null =>
    levels ? null : { scale: facts[at].deviation, cost: limited[at].cost },
  );
  const domain = (at: number) => {
    const { least, most, step } = limited[at];
    return {
      least: inPrecision(least ?? Infinity, precision),
      most: inPrecision(most ?? -Infinity, precision),
      step,
      precision,
    };
  };
  const grouped = new Set(groups.flatMap((group) => group.columns));
  const levers: Lever[] = [];
  for (const group of groups) {
    if (limited[group.columns[0]].may === 'nothing' && limited[group.columns[0]].why !== 'one value') continue;
    const costs = group.columns.map((at) => limited[at].cost);
    if (group.patterns) {
      const patterns = group.patterns.filter((pattern) =>
        group.columns.every((at, c) => {
          const { least, most } = limited[at];
          return pattern[c] >= (least ?? 0) && pattern[c] <= (most ?? 1);
        }),
      );
      levers.push({ kind: 'patterns', columns: group.columns, patterns, cost: Math.max(...costs) });
    } else {
      const domains = group.columns.map(domain);
      const width = Math.min(...domains.map(({ least, most }) => most - least));
      if (!(width > 0)) continue;
      const each = group.columns.map((at) => measures[at] ?? { scale: 1, cost: 1 });
      levers.push({ kind: 'together', columns: group.columns, domains, ...amountsOf(domains, width), measures: each });
    }
  }
  for (const [at, { may, missing, cost, levels }] of limited.entries()) {
    const measure = measures[at];
    if (may === 'nothing' || grouped.has(at)) continue;
    if (measure) levers.push({ kind: 'number', columns: [at], domain: domain(at), measure, missing });
    else {
      const codes = (levels ?? []).map((level) => columns[at].levels?.indexOf(level) ?? -1);
      levers.push({ kind: 'levels', columns: [at], codes, cost, missing });
    }
  }
  levers.sort((a, b) => a.columns[0] - b.columns[0]);
  return {
    levers,
    limits: {
      changed: Math.min(wished.changed ?? levers.length, levers.length),
      columns: limited,
      together: groups.map(({ columns: group }) => group.map((at) => names[at])),
      plausible: wished.plausible === true,
    },
  };
}

/**
 * By what columns move together: multiples of the largest of their steps; of more than `AMOUNTS`
 * some of these, and some numbers where there are no steps.
 */
function amountsOf(
  domains: readonly NumberDomain[],
  width: number,
): Pick<Lever & { kind: 'together' }, 'step' | 'sampled'> {
  const step = Math.max(...domains.map((domain) => domain.step ?? 0));
  if (step === 0) return { step: width / AMOUNTS, sampled: true };
  const times = Math.ceil(width / AMOUNTS / step);
  return times <= 1 ? { step } : { step: multiple(step, times), sampled: true };
}

/** Steps within the range of a column, of which all are tried. */
const MOST_STEPS = 5000;

/** The step, or the least power of ten that makes no more than `MOST_STEPS` of the range. */
function countableStep(step: number | null, range: number): number | null {
  if (!(range > 0) || (step !== null && range / step < MOST_STEPS)) return step;
  let power = -300;
  while (range / Number(`1e${power}`) >= MOST_STEPS) power++;
  return Number(`1e${power}`);
}

interface Group {
  readonly columns: readonly number[];
  /** null: they move by the same amount. */
  readonly patterns: readonly (readonly number[])[] | null;
}

/** Columns that change as one: those that were asked for, and one-hot ones that were not. */
function groupsOf(study: TabularStudy, { together = [] }: ChangeLimits): Group[] {
  const names = study.study.columns.map(({ name }) => name);
  const asked = together.map((group): Group => ({ columns: group.map((name) => names.indexOf(name)), patterns: null }));
  const taken = new Set(asked.flatMap(({ columns }) => columns));
  const found = oneHotGroups(study).filter(({ columns }) => !columns.some((at) => taken.has(at)));
  return [...asked, ...found];
}

function whyFixed(
  { fixed, free }: ChangeLimits,
  name: string,
  { card, identifier }: { readonly card: readonly string[] | undefined; readonly identifier: boolean },
): ColumnLimits['why'] {
  if (fixed?.includes(name)) return 'asked';
  if (free?.includes(name)) return null;
  if (card?.includes(name)) return 'protected';
  return identifier ? 'identifier' : null;
}

function check({ study }: TabularStudy, wished: ChangeLimits): void {
  const { fixed = [], free = [], onlyUp = [], onlyDown = [], together = [] } = wished;
  const { steps = {}, ranges = {}, levels = {}, costs = {} } = wished;
  const byName = new Map(study.columns.map((column) => [column.name, column]));
  const records = [steps, ranges, levels, costs].flatMap((record) => Object.keys(record));
  const unknown = [...fixed, ...free, ...onlyUp, ...onlyDown, ...together.flat(), ...records].filter(
    (name) => !byName.has(name),
  );
  if (unknown.length > 0)
    throw invalid(message('engine.change.noColumn', { columns: [...new Set(unknown)], model: [...byName.keys()] }));
  const numeric = [...Object.keys(steps), ...Object.keys(ranges), ...together.flat()];
  const worded = numeric.find((name) => byName.get(name)?.levels);
  if (worded !== undefined) throw invalid(message('engine.change.noNumbers', { column: worded }));
  const both = onlyUp.find((name) => onlyDown.includes(name));
  if (both !== undefined) throw invalid(message('engine.change.upAndDown', { column: both }));
  for (const [column, step] of Object.entries(steps))
    if (!(step > 0 && Number.isFinite(step))) throw invalid(message('engine.change.positive', { column }));
  for (const [column, cost] of Object.entries(costs))
    if (!(cost > 0 && Number.isFinite(cost))) throw invalid(message('engine.change.positive', { column }));
  for (const [column, [least, most]] of Object.entries(ranges))
    if (least !== null && most !== null && !(least <= most))
      throw invalid(message('engine.change.emptyRange', { column }));
  for (const [column, names] of Object.entries(levels)) {
    const known = byName.get(column)?.levels ?? [];
    const absent = names.filter((name) => !known.includes(name));
    if (absent.length > 0)
      throw invalid(message('engine.change.noLevel', { column, levels: absent, known: [...known] }));
  }
  const twice = together.flat().find((name, at, all) => all.indexOf(name) !== at);
  if (twice !== undefined) throw invalid(message('engine.change.twice', { column: twice }));
}

/** Multiples of a step that are told apart for certain: they are known to 15 digits. */
const MOST_MULTIPLES = 1e12;

function checkFineness(column: string, step: number | undefined, largest: number): void {
  if (step === undefined || !(largest / step > MOST_MULTIPLES)) return;
  const least = Number((largest / MOST_MULTIPLES).toPrecision(1));
  throw invalid(message('engine.change.fineStep', { column, largest: String(largest), least: String(least) }));
}

const invalid = (text: Message): OrielError => new OrielError('request-invalid', { text });
