import { parseArgs } from 'node:util';
import type { InspectOptions, OpenOptions } from '../library/index.ts';
import { limits } from '../limits.ts';
import { inspectFlags } from './inspect-flags.ts';
import { parserError, usage } from './parser-error.ts';

/** `oriel inspect`, read but not yet run. Paths are as they were given. */
export interface InspectCommand {
  readonly command: 'inspect';
  readonly model: string;
  readonly data: string;
  readonly card: string | null;
  /** How the model is opened, beside its card. */
  readonly opening: Pick<OpenOptions, 'target' | 'sheet' | 'levels' | 'outputTensor' | 'trees'>;
  readonly options: InspectOptions;
  readonly workers: number | null;
  readonly json: boolean;
}

const MOST_ROWS = 100_000_000;
const MOST_COLUMNS = 50_000;
const MOST_WORKERS = 64;
const NUMBER = String.raw`\d+\.?\d*|\.\d+`;

/** Reads the arguments behind `inspect`. Throws `usage-unknown`. */
export function readInspect(argv: readonly string[]): InspectCommand {
  const options = Object.fromEntries(
    inspectFlags.map(({ name, value }) => [
      name,
      { type: value === null ? ('boolean' as const) : ('string' as const), multiple: name === 'protected' },
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
  const whole = (name: string, [least, most]: readonly [number, number]): number | undefined => {
    const value = text(name);
    if (value === null) return undefined;
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
  const columns = [values.protected ?? []].flat().flatMap((value) => {
    const names = String(value)
      .split(',')
      .map((part) => part.trim());
    if (names.includes('')) throw usage('cli.emptyOption', { name: 'protected' });
    return names;
  });
  const [model, data] = [text('model'), text('data')];
  if (model === null) throw usage('cli.noModel');
  if (data === null) throw usage('cli.inspect.noData');
  const given: InspectOptions = {
    rows: whole('rows', [1, MOST_ROWS]),
    explained: whole('explained', [1, MOST_ROWS]),
    curves: whole('curves', [0, MOST_COLUMNS]),
    output: text('output') ?? undefined,
    threshold: readThreshold(text('threshold')),
    costs: readCosts(text('cost')),
    space: one('space', ['output', 'logit', 'raw']),
    protected: columns.length > 0 ? columns : undefined,
  };
  return {
    command: 'inspect',
    model,
    data,
    card: text('card'),
    opening: {
      target: text('target'),
      outputTensor: text('output-tensor') ?? undefined,
      trees: one('trees', ['all', 'best']),
      sheet: text('sheet') ?? undefined,
      levels: one('levels', ['sorted', 'seen', 'fitting']),
    },
    options: {
      ...(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as InspectOptions),
      seed: whole('seed', limits.seed) ?? 0,
    },
    workers: whole('workers', [1, MOST_WORKERS]) ?? null,
    json: values.json === true,
  };
}

/** Any number: of a regression it is one of its own units. */
function readThreshold(value: string | null): number | undefined {
  if (value === null) return undefined;
  if (!new RegExp(`^[+-]?(?:${NUMBER})$`).test(value))
    throw usage('cli.inspect.notNumber', { name: 'threshold', value });
  return Number(value);
}

/** `A:B`, what taking a row for the class costs where it is not of it, and the reverse. */
function readCosts(value: string | null): InspectOptions['costs'] {
  if (value === null) return undefined;
  const [, falsePositive, falseNegative] = new RegExp(`^(${NUMBER}):(${NUMBER})$`).exec(value) ?? [];
  if (falsePositive === undefined) throw usage('cli.inspect.notCosts', { value });
  return { falsePositive: Number(falsePositive), falseNegative: Number(falseNegative) };
}
