import { parseArgs } from 'node:util';
import { OrielError } from '../errors.ts';
import type { ChangeLimits, OpenOptions } from '../library/index.ts';
import { limits } from '../limits.ts';
import { changeFlags } from './counterfactual-flags.ts';
import { parserError, usage } from './parser-error.ts';

/** `oriel counterfactual`, read but not yet run. Paths are as they were given. */
export interface CounterfactualCommand {
  readonly command: 'counterfactual';
  readonly model: string;
  readonly data: string;
  readonly row: number;
  readonly card: string | null;
  /** How the model is opened, beside its card. */
  readonly opening: Pick<OpenOptions, 'target' | 'sheet' | 'levels' | 'outputTensor' | 'trees'>;
  /** A class or a range, which the model's own classes tell apart. */
  readonly to: string | null;
  readonly count: number | null;
  readonly limits: ChangeLimits;
  readonly milliseconds: number | null;
  readonly seed: number;
  readonly workers: number | null;
  readonly json: boolean;
}

/** Options that may be given several times. */
const SEVERAL: readonly string[] = ['fix', 'free', 'only-up', 'only-down', 'range', 'step', 'cost', 'together'];
const MOST_COLUMNS = 50_000;
const MOST_WORKERS = 64;
const NUMBER = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?`;

/** Reads what stands behind `counterfactual`; throws `usage-unknown`, `usage-contradiction`. */
export function readCounterfactual(argv: readonly string[]): CounterfactualCommand {
  const options = Object.fromEntries(
    changeFlags.map(({ name, value }) => [
      name,
      { type: value === null ? ('boolean' as const) : ('string' as const), multiple: SEVERAL.includes(name) },
    ]),
  );
  let values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
  try {
    ({ values } = parseArgs({ args: [...argv], options, strict: true, allowPositionals: false }));
  } catch (error) {
    throw parserError(error as NodeJS.ErrnoException);
  }
  const text = (name: string): string | null => {
    const value = values[name];
    if (value === '') throw usage('cli.emptyOption', { name });
    return typeof value === 'string' ? value : null;
  };
  const whole = (name: string, [least, most]: readonly [number, number]): number | null => {
    const value = text(name);
    if (value === null) return null;
    const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
    if (!(number >= least && number <= most)) throw usage('cli.notWhole', { name, least, most, value });
    return number;
  };
  const one = <T extends string>(name: string, choices: readonly T[]): T | undefined => {
    const value = text(name);
    const found = choices.find((choice) => choice === value);
    if (value !== null && !found) throw usage('cli.notChoice', { name, choices, value });
    return found;
  };
  const lists = (name: string): string[][] =>
    [values[name] ?? []].flat().map((value) => {
      const names = String(value)
        .split(',')
        .map((part) => part.trim());
      if (names.includes('')) throw usage('cli.emptyOption', { name });
      return names;
    });
  /** Numbers by column, from `column=number`. */
  const byColumn = (name: string): Record<string, number> =>
    Object.fromEntries(
      [values[name] ?? []].flat().map((value) => {
        const [, column, number] = new RegExp(`^(.+)=(${NUMBER})$`, 'i').exec(String(value)) ?? [];
        if (column === undefined || !(Number(number) > 0))
          throw usage('cli.change.notNumber', { name, value: String(value) });
        return [column, Number(number)];
      }),
    );
  const [model, data, row] = [text('model'), text('data'), text('row')];
  if (model === null) throw usage('cli.noModel');
  if (data === null) throw usage('cli.change.noData');
  if (row === null) throw usage('cli.noRow');
  if (!/^\d+$/.test(row)) throw usage('cli.change.wrongRow', { value: row });
  const ranges = [values.range ?? []].flat().map((value) => {
    const at = String(value).lastIndexOf('=');
    const range = at < 1 ? null : readRange(String(value).slice(at + 1));
    if (!range) throw usage('cli.change.notRange', { name: 'range', value: String(value) });
    return [String(value).slice(0, at), [range.least ?? null, range.most ?? null]] as const;
  });
  const [onlyUp, onlyDown] = [lists('only-up').flat(), lists('only-down').flat()];
  const both = onlyUp.find((name) => onlyDown.includes(name));
  if (both !== undefined)
    throw new OrielError('usage-contradiction', { first: `--only-up ${both}`, second: `--only-down ${both}` });
  const changed = whole('most', [1, MOST_COLUMNS]);
  return {
    command: 'counterfactual',
    model,
    data,
    row: Number(row),
    card: text('card'),
    opening: {
      target: text('target'),
      outputTensor: text('output-tensor') ?? undefined,
      trees: one('trees', ['all', 'best']),
      sheet: text('sheet') ?? undefined,
      levels: one('levels', ['sorted', 'seen', 'fitting']),
    },
    to: text('to'),
    count: whole('count', limits.ways),
    limits: {
      fixed: lists('fix').flat(),
      free: lists('free').flat(),
      onlyUp,
      onlyDown,
      ranges: Object.fromEntries(ranges),
      steps: byColumn('step'),
      costs: byColumn('cost'),
      together: lists('together'),
      missing: values.missing === true,
      plausible: values.plausible === true,
      ...(changed !== null && { changed }),
    },
    milliseconds: whole('budget-ms', limits.milliseconds),
    seed: whole('seed', limits.seed) ?? 0,
    workers: whole('workers', [1, MOST_WORKERS]),
    json: values.json === true,
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
