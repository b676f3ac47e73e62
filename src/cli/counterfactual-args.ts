import { OrielError } from '../errors.ts';
import type { ChangeLimits } from '../library/index.ts';
import { limits } from '../limits.ts';
import { readOptions } from './command-options.ts';
import { changeFlags } from './counterfactual-flags.ts';
import { usage } from './parser-error.ts';
import { type PartsCommand, readParts } from './parts-args.ts';
import { type ModelChoice, readChoice } from './with-model.ts';

/** `oriel counterfactual`, read but not yet run. Paths are as they were given. */
export interface CounterfactualCommand extends ModelChoice {
  readonly command: 'counterfactual';
  readonly data: string;
  readonly row: number;
  /** A class or a range, which the model's own classes tell apart. */
  readonly to: string | null;
  readonly count: number | null;
  readonly tipping: boolean;
  /** Asks for a rule instead, with the precision that is wanted. */
  readonly rule: number | null;
  /** Asks for so many similar rows instead. */
  readonly examples: number | null;
  readonly limits: ChangeLimits;
  readonly milliseconds: number | null;
  readonly seed: number;
  readonly json: boolean;
}

/** Options that may be given several times. */
const SEVERAL: readonly string[] = ['fix', 'free', 'only-up', 'only-down', 'range', 'step', 'cost', 'together'];
const MOST_COLUMNS = 50_000;
/** Options that say which changes are looked for. */
const OF_CHANGES = [...SEVERAL, 'count', 'most', 'missing', 'plausible', 'tipping'];
/** In how many of 100 cases a rule keeps the answer. */
const PERCENT = limits.precision.map((share) => Math.floor(100 * share)) as [number, number];
const PRECISION = 95;
const NUMBER = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?`;

/** Reads what stands behind `counterfactual`; throws `usage-unknown`, `usage-contradiction`. */
export function readCounterfactual(argv: readonly string[]): CounterfactualCommand | PartsCommand {
  const reader = readOptions(argv, changeFlags, SEVERAL);
  const parts = readParts(reader);
  if (parts) return parts;
  const { text, texts, whole, names, isOn } = reader;
  const columns = (name: string): string[] => names(name).flat();
  /** Numbers by column, from `column=number`. */
  const byColumn = (name: string): Record<string, number> =>
    Object.fromEntries(
      texts(name).map((value) => {
        const [, column, number] = new RegExp(`^(.+)=(${NUMBER})$`, 'i').exec(value) ?? [];
        if (column === undefined || !(Number(number) > 0)) throw usage('cli.change.notNumber', { name, value });
        return [column, Number(number)];
      }),
    );
  const [model, data, row] = [text('model'), text('data'), text('row')];
  if (model === null) throw usage('cli.noModel');
  if (data === null) throw usage('cli.change.noData');
  if (row === null) throw usage('cli.noRow');
  if (!/^\d+$/.test(row)) throw usage('cli.change.wrongRow', { value: row });
  const ranges = texts('range').map((value) => {
    const at = value.lastIndexOf('=');
    const range = at < 1 ? null : readRange(value.slice(at + 1));
    if (!range) throw usage('cli.change.notRange', { name: 'range', value });
    return [value.slice(0, at), [range.least ?? null, range.most ?? null]] as const;
  });
  const [onlyUp, onlyDown] = [columns('only-up'), columns('only-down')];
  const both = onlyUp.find((name) => onlyDown.includes(name));
  if (both !== undefined)
    throw new OrielError('usage-contradiction', { first: `--only-up ${both}`, second: `--only-down ${both}` });
  const changed = whole('most', [1, MOST_COLUMNS]);
  const [precision, examples] = [whole('precision', PERCENT), whole('examples', limits.examples)];
  const first = isOn('rule') ? '--rule' : '--examples';
  if (precision !== null && !isOn('rule')) throw usage('cli.change.needsRule');
  if (isOn('rule') || examples !== null) {
    const others = [...(isOn('rule') && examples !== null ? ['examples'] : []), ...OF_CHANGES];
    const other = others.find((name) => texts(name).length > 0 || isOn(name));
    if (other !== undefined) throw new OrielError('usage-contradiction', { first, second: `--${other}` });
  }
  return {
    command: 'counterfactual',
    model,
    data,
    row: Number(row),
    ...readChoice(reader),
    to: text('to'),
    count: whole('count', limits.ways),
    tipping: isOn('tipping'),
    rule: isOn('rule') ? (precision ?? PRECISION) / 100 : null,
    examples,
    limits: {
      fixed: columns('fix'),
      free: columns('free'),
      onlyUp,
      onlyDown,
      ranges: Object.fromEntries(ranges),
      steps: byColumn('step'),
      costs: byColumn('cost'),
      together: names('together'),
      missing: isOn('missing'),
      plausible: isOn('plausible'),
      ...(changed !== null && { changed }),
    },
    milliseconds: whole('budget-ms', limits.milliseconds),
    seed: whole('seed', limits.seed) ?? 0,
    json: isOn('json'),
  };
}

/** `A..B`, `A..` or `..B`; null where it is none. */
export function readRange(text: string): { readonly least?: number; readonly most?: number } | null {
  const [all, least, most] = new RegExp(`^(${NUMBER})?\\.\\.(${NUMBER})?$`, 'i').exec(text) ?? [];
  if (all === undefined || (least === undefined && most === undefined)) return null;
  const range = {
    ...(least !== undefined && { least: Number(least) }),
    ...(most !== undefined && { most: Number(most) }),
  };
  return (range.least ?? -Infinity) <= (range.most ?? Infinity) ? range : null;
}
