import type { InspectOptions } from '../library/index.ts';
import { limits } from '../limits.ts';
import { readOptions } from './command-options.ts';
import { inspectFlags } from './inspect-flags.ts';
import { usage } from './parser-error.ts';
import { type ModelChoice, readChoice } from './with-model.ts';

/** `oriel inspect`, read but not yet run. Paths are as they were given. */
export interface InspectCommand extends ModelChoice {
  readonly command: 'inspect';
  readonly data: string;
  /** Another table, which it is compared with; null where none is. */
  readonly against: string | null;
  /** Another model of the same table, and its card; null where none is. */
  readonly againstModel: string | null;
  readonly againstCard: string | null;
  readonly options: InspectOptions;
  /** Where a page of it is written; null where none is wanted. */
  readonly out: string | null;
  readonly json: boolean;
}

const MOST_ROWS = 100_000_000;
const MOST_COLUMNS = 50_000;
const NUMBER = String.raw`\d+\.?\d*|\.\d+`;

/** Reads the arguments behind `inspect`. Throws `usage-unknown`. */
export function readInspect(argv: readonly string[]): InspectCommand {
  const reader = readOptions(argv, inspectFlags, ['protected']);
  const { text, one, isOn } = reader;
  const whole = (name: string, bounds: readonly [number, number]) => reader.whole(name, bounds) ?? undefined;
  const columns = reader.names('protected').flat();
  const [model, data] = [text('model'), text('data')];
  if (model === null) throw usage('cli.noModel');
  if (data === null) throw usage('cli.inspect.noData');
  const [againstModel, againstCard] = [text('against-model'), text('against-card')];
  if (againstCard !== null && againstModel === null) throw usage('cli.inspect.cardAlone');
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
    against: text('against'),
    againstModel,
    againstCard,
    ...readChoice(reader),
    options: {
      ...(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as InspectOptions),
      seed: whole('seed', limits.seed) ?? 0,
    },
    out: text('out'),
    json: isOn('json'),
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
