import { OrielError } from '../errors.ts';
import type { PartsOptions } from '../library/index.ts';
import { limits } from '../limits.ts';
import { SEGMENTS } from './explain-flags.ts';
import { usage } from './parser-error.ts';
import type { ValueReader } from './read-values.ts';
import { type ModelChoice, readChoice } from './with-model.ts';

/** `oriel counterfactual` of a text or a picture, read but not yet run. */
export interface PartsCommand extends ModelChoice {
  readonly command: 'parts';
  readonly source:
    | { readonly kind: 'text'; readonly text: string; readonly vocabulary: string | null }
    | { readonly kind: 'image'; readonly file: string };
  /** A class or a range. */
  readonly to: string | null;
  readonly options: Omit<PartsOptions, 'to'>;
  readonly json: boolean;
}

/** Options that say something of tables, and those of one kind of input alone. */
const OF_TABLES = ['target', 'fix', 'free', 'only-up', 'only-down', 'range', 'step', 'cost', 'together'];
const SWITCHES_OF_TABLES = ['missing', 'plausible', 'tipping', 'rule', 'precision', 'examples'];
const OWN = { text: ['vocabulary', 'players', 'swap'], image: ['segments', 'fill'] } as const;

const PLAYERS = ['words', 'distinct', 'tokens', 'sentences'] as const;
const MOST_PARTS = 50_000;

/**
 * Reads a command about a text or a picture; null where neither is named. Throws `usage-unknown`
 * and `usage-contradiction`.
 */
export function readParts(reader: ValueReader): PartsCommand | null {
  const { text, texts, whole, one, isOn } = reader;
  const [typed, file] = [text('text'), text('image')];
  const given = (name: string) => texts(name).length > 0 || isOn(name);
  const kind = file !== null ? 'image' : typed !== null ? 'text' : 'rows';
  for (const [own, names] of Object.entries(OWN))
    for (const name of names)
      if (own !== kind && given(name)) throw usage('cli.onlyFor', { name, kind: own, other: kind });
  if (kind === 'rows') return null;
  const source = `--${kind}`;
  for (const other of [...(kind === 'image' && typed !== null ? ['text'] : []), 'data', 'row'])
    if (given(other)) throw new OrielError('usage-contradiction', { first: source, second: `--${other}` });
  const wrong = [...OF_TABLES, ...SWITCHES_OF_TABLES].find(given);
  if (wrong !== undefined) throw usage('cli.onlyFor', { name: wrong, kind: 'rows', other: kind });
  const model = text('model');
  if (model === null) throw usage('cli.noModel');
  const [count, changed] = [whole('count', limits.ways), whole('most', [1, MOST_PARTS])];
  const milliseconds = whole('budget-ms', limits.milliseconds);
  const [players, fill] = [one('players', PLAYERS), text('fill') ?? 'blur'];
  if (!/^(blur|mean|#[0-9a-f]{6})$/i.test(fill)) throw usage('cli.unknownFill', { value: fill });
  return {
    command: 'parts',
    model,
    ...readChoice(reader),
    source:
      file !== null ? { kind: 'image', file } : { kind: 'text', text: typed ?? '', vocabulary: text('vocabulary') },
    to: text('to'),
    options: {
      ...(count !== null && { count }),
      ...(changed !== null && { changed }),
      ...(milliseconds !== null && { milliseconds }),
      ...(players && { players }),
      ...(isOn('swap') && { swap: true }),
      ...(kind === 'image' && { image: { segments: whole('segments', limits.segments) ?? SEGMENTS, fill } }),
      seed: whole('seed', limits.seed) ?? 0,
      backend: 'wasm',
    },
    json: isOn('json'),
  };
}
