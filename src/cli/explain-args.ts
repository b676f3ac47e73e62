import { message } from '../catalogue/message.ts';
import { OrielError } from '../errors.ts';
import { explainers } from '../explainers/index.ts';
import type { Space } from '../games/game.ts';
import type { ImageChoice, SequenceChoice, TabularChoice, TextChoice } from '../library/index.ts';
import { limits } from '../limits.ts';
import { type FormName, formNames } from '../records/forms/index.ts';
import { SEGMENTS } from './explain-flags.ts';
import { type Given, readGiven } from './explain-given.ts';
import { readOptions } from './explainer-options.ts';
import { usage } from './parser-error.ts';
import { type ValueReader, valueReader } from './read-values.ts';
import { type ModelChoice, readChoice } from './with-model.ts';

/** The input to explain: rows of a table (0-based, both ends included), a picture, or a text. */
export type Source =
  | { readonly kind: 'rows'; readonly data: string; readonly first: number; readonly last: number }
  | { readonly kind: 'image'; readonly file: string }
  | { readonly kind: 'text'; readonly text: string };

/** How records are written. Where all are unset: as tables. */
export interface Writing {
  /** As lines of JSON. */
  readonly json: boolean;
  readonly csv: boolean;
  /** In a form of another tool. */
  readonly as: FormName | null;
}

/** `oriel explain`, read but not yet run. Paths are as they were given. */
export interface ExplainCommand extends Writing, ModelChoice {
  readonly command: 'explain';
  readonly source: Source;
  readonly background: { readonly rows: number } | { readonly file: string } | null;
  readonly groups: string | null;
  readonly image: ImageChoice | null;
  readonly vocabulary: string | null;
  readonly text: TextChoice | null;
  readonly sequence: SequenceChoice | null;
  readonly tabular: TabularChoice | null;
  readonly explainer: string;
  /** By the explainer's own names; values are text, which the engine reads and checks. */
  readonly options: Readonly<Record<string, string | boolean>>;
  readonly samples: number | null;
  readonly milliseconds: number | null;
  /** Stop once largest standard error over sum of absolute attributions is this; 0 never stops. */
  readonly error: number | null;
  readonly outputs: 'default' | 'all' | readonly string[];
  readonly space: Space;
  readonly seed: number;
  /** A log that says which records were made; null for none. */
  readonly log: string | null;
  /** Principal reasons in place of the explanation, and whom the row is compared with. */
  readonly reasons: { readonly count: number; readonly reference: Reference } | null;
}

/** `oriel explain --record`: writes what a file of records says, without their model. */
export interface RecordCommand extends Writing {
  readonly command: 'record';
  readonly file: string;
}

// A script may ask for more than a person would wait for at the page, whose limits are narrower.
const MOST_SAMPLES = 2 ** 31;
const MOST_MILLISECONDS = 2 ** 31 - 1; // the longest that a timer can be set to
export const MOST_WINDOW = 1_000_000;

/**
 * Reads what stands behind `explain`. Throws `usage-unknown` and `usage-contradiction`.
 */
export function readExplain(argv: readonly string[]): ExplainCommand | RecordCommand {
  const given = readGiven(argv);
  const reader = valueReader(
    (name) => given.values.get(name),
    (name) => given.spelled.get(name) ?? name,
  );
  const { text, whole } = reader;
  const fraction = (name: string): number | null => {
    const value = text(name);
    if (value === null) return null;
    const number = /^\d*\.?\d+$/.test(value) ? Number(value) : Number.NaN;
    if (!(number <= 1)) throw usage('cli.notNumber', { name, least: 0, most: 1, value });
    return number;
  };
  const writing = readWriting(reader);
  const record = text('record');
  if (record !== null) {
    const other = [...given.values.keys()].find((name) => name !== 'record' && !WRITING.includes(name));
    if (other !== undefined || given.outputs.length > 0)
      throw new OrielError('usage-contradiction', { first: '--record', second: `--${other ?? 'output'}` });
    return { command: 'record', file: record, ...writing };
  }
  const model = text('model');
  if (model === null) throw usage('cli.noModel');
  const source = readSource(reader);
  const image = source.kind === 'image';
  for (const [kind, names] of Object.entries(ownFlags)) {
    if (kind !== source.kind)
      for (const name of names)
        if (given.values.has(name) && !ownFlags[source.kind].includes(name))
          throw usage('cli.onlyFor', { name, kind, other: source.kind });
  }
  const explainer = text('explainer') ?? 'auto';
  const names = ['auto', ...explainers.map(({ name }) => name)];
  if (!names.includes(explainer)) throw usage('cli.unknownExplainer', { name: explainer, names });
  const tabular = source.kind === 'rows' ? readTabular(reader) : null;
  const fill = text('fill') ?? 'blur';
  if (!/^(blur|mean|#[0-9a-f]{6})$/i.test(fill)) throw usage('cli.unknownFill', { value: fill });
  return {
    command: 'explain',
    model,
    source,
    ...readChoice(reader),
    background: readBackground(text('background'), tabular),
    groups: text('groups'),
    image:
      image && (given.values.has('segments') || given.values.has('fill'))
        ? { segments: whole('segments', limits.segments) ?? SEGMENTS, fill }
        : null,
    vocabulary: text('vocabulary'),
    text: source.kind === 'text' ? readText(reader) : null,
    sequence: source.kind === 'rows' ? readSequence(reader) : null,
    tabular,
    explainer,
    options: readOptions(given, explainer),
    samples: whole('samples', [1, MOST_SAMPLES]),
    milliseconds: whole('budget-ms', [1, MOST_MILLISECONDS]),
    error: fraction('error'),
    outputs: given.outputs.length === 0 ? 'default' : given.outputs.includes('all') ? 'all' : given.outputs,
    space: readSpace(text('link'), text('space')),
    seed: whole('seed', limits.seed) ?? 0,
    log: text('log'),
    reasons: readReasons(reader, given),
    ...writing,
  };
}

const REFERENCES = ['all', 'approved'] as const;
type Reference = (typeof REFERENCES)[number];

/** Reasons explain what is decided, compared with rows of their own choice. */
function readReasons({ one, whole, isOn: on }: ValueReader, given: Given): ExplainCommand['reasons'] {
  const count = whole('reasons', limits.reasons);
  const reference = one('reference', REFERENCES);
  if (count === null) {
    if (reference) throw usage('cli.reasons.alone', { name: 'reference' });
    return null;
  }
  const other = ['background', 'players'].find((name) => given.values.has(name));
  const second = given.outputs.length > 0 ? 'output' : on('csv') ? 'csv' : given.values.has('as') ? 'as' : other;
  if (second !== undefined) throw new OrielError('usage-contradiction', { first: '--reasons', second: `--${second}` });
  return { count, reference: reference ?? 'all' };
}

/** Options of which one says how records are written. */
const WRITING: readonly string[] = ['json', 'csv', 'as'];

function readWriting({ one, isOn: on }: ValueReader): Writing {
  const as = one('as', formNames) ?? null;
  const [first, second] = WRITING.filter((name) => (name === 'as' ? as !== null : on(name)));
  if (second !== undefined) throw new OrielError('usage-contradiction', { first: `--${first}`, second: `--${second}` });
  return { json: on('json'), csv: on('csv'), as };
}

function readSource({ text }: ValueReader): Source {
  const [data, row, image, typed] = [text('data'), text('row'), text('image'), text('text')];
  for (const [first, rest] of [
    ['--image', { '--data': data, '--row': row, '--text': typed }],
    ['--text', { '--data': data, '--row': row }],
  ] as const) {
    const other = Object.entries(rest).find(([, value]) => value !== null);
    if ((first === '--image' ? image : typed) !== null && other)
      throw new OrielError('usage-contradiction', { first, second: other[0] });
  }
  if (image !== null) return { kind: 'image', file: image };
  if (typed !== null) return { kind: 'text', text: typed };
  if (data === null) throw usage('cli.noSource');
  if (row === null) throw usage('cli.noRow');
  const [, first, last] = /^(\d+)(?:-(\d+))?$/.exec(row) ?? [];
  if (first === undefined || (last !== undefined && Number(last) < Number(first)))
    throw usage('cli.wrongRow', { value: row });
  return { kind: 'rows', data, first: Number(first), last: Number(last ?? first) };
}

/** Options that only one kind of input uses. */
const ownFlags: Readonly<Record<Source['kind'], readonly string[]>> = {
  rows: [
    'target',
    'background',
    'absent',
    'imputer',
    'draws',
    'groups',
    'trees',
    'sheet',
    'levels',
    'players',
    'reasons',
    'reference',
  ],
  image: ['segments', 'fill'],
  text: ['vocabulary', 'players', 'hide', 'window'],
};

const SEQUENCE_PLAYERS = ['feature', 'step', 'cell'] as const;
export const PLAYERS = ['words', 'distinct', 'tokens', 'sentences'] as const;
const HIDING = ['mask', 'remove', 'pad'] as const;

function readSequence({ one }: ValueReader): SequenceChoice | null {
  const players = one('players', SEQUENCE_PLAYERS);
  return players ? { players } : null;
}

/** How absent columns are drawn means something only where they are. */
function readTabular({ one, whole }: ValueReader): TabularChoice | null {
  const absent = one('absent', ['marginal', 'conditional'] as const);
  const imputer = one('imputer', ['gaussian-copula', 'nearest-rows'] as const);
  const draws = whole('draws', limits.draws) ?? undefined;
  const alone = imputer ? 'imputer' : draws !== undefined ? 'draws' : null;
  if (absent !== 'conditional' && alone)
    throw new OrielError('usage-unknown', { text: message('engine.conditional.alone', { name: `--${alone}` }) });
  return absent ? { absent, imputer, draws } : null;
}

function readText({ one, whole }: ValueReader): TextChoice | null {
  const [players, absent, window] = [
    one('players', PLAYERS),
    one('hide', HIDING),
    whole('window', [0, MOST_WINDOW]) ?? undefined,
  ];
  return players || absent || window !== undefined ? { players, absent, window } : null;
}

function readBackground(value: string | null, tabular: TabularChoice | null): ExplainCommand['background'] {
  if (value === null) return null;
  if (!/^\d+$/.test(value)) return { file: value };
  const rows = Number(value);
  const [least, most] = tabular?.absent === 'conditional' ? limits.conditionalRows : limits.backgroundRows;
  if (rows < least || rows > most) throw usage('cli.notWhole', { name: 'background', least, most, value });
  return { rows };
}

/** Spaces by name; "probability" is shap's word for the model's own units. */
const spaces: Readonly<Record<string, Space>> = { output: 'output', probability: 'output', logit: 'logit', raw: 'raw' };
const links: Readonly<Record<string, Space>> = { identity: 'output', logit: 'logit' };

function readSpace(link: string | null, space: string | null): Space {
  if (link !== null && !Object.hasOwn(links, link))
    throw usage('cli.notChoice', { name: 'link', choices: ['identity', 'logit'], value: link });
  if (space !== null && !Object.hasOwn(spaces, space))
    throw usage('cli.notChoice', { name: 'space', choices: ['output', 'logit', 'raw'], value: space });
  if (link !== null && space !== null && spaces[space] !== links[link])
    throw new OrielError('usage-contradiction', { first: `--link ${link}`, second: `--space ${space}` });
  return space !== null ? spaces[space] : link !== null ? links[link] : 'output';
}
