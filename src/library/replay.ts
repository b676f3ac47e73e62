import { message } from '../catalogue/message.ts';
import type { Budget, TabularChoice } from '../engine/protocol.ts';
import { OrielError } from '../errors.ts';
import type { Explanation } from '../records/record.ts';
import { repeatedBudget } from '../records/repeated-budget.ts';
import type { Deciding } from '../records/request.ts';
import { withoutInput } from '../records/without-input.ts';
import type { ValueOf } from '../store/kinds.ts';
import type { Store } from '../store/store.ts';
import { compareRecords, type Verdict } from './compare-records.ts';
import type { ExplainOptions, Input } from './options.ts';
import type { OrielModel } from './oriel-model.ts';
import { aboutInput } from './own-input.ts';

/** What a replay needs beside the record, where the record and what is kept do not say it. */
export type ReplayOptions = Pick<
  ExplainOptions,
  'background' | 'text' | 'sequence' | 'budget' | 'curves' | 'backend' | 'signal'
> & {
  readonly image?: Partial<NonNullable<ExplainOptions['image']>>;
  /**
   * What was explained, where it was removed from the record. Default: the row of the model's table
   * with the same hash.
   */
  readonly input?: Input;
};

/**
 * Makes a record anew, asking the model for everything, and compares the two. The request is that
 * which is kept with the record; without one it is read off the record.
 */
export async function replay(
  record: Explanation,
  model: OrielModel,
  { stores, options }: { readonly stores: readonly Store[]; readonly options: ReplayOptions },
): Promise<Verdict> {
  if (model.facts.model !== record.model.sha256) return { verdict: 'differs', where: 'model.sha256', largest: null };
  const kept = await requestOf(record, stores);
  const read = optionsOf(record, kept);
  if (record.background && !read.background && !options.background)
    throw new OrielError('request-invalid', {
      text: message('library.noBackground', { rows: record.background.rows }),
    });
  const { input: given, image, ...asked } = options;
  const { text } = asked;
  const own = inputOf(record);
  const job = model.explain(own ?? given ?? (await rowOf(record, model, asked.signal)), {
    ...read,
    ...asked,
    ...(read.image && { image: { ...read.image, ...image } }),
    ...(read.text && { text: { ...read.text, ...text } }),
    fresh: true,
    keep: false,
  });
  const anew = await job.result;
  for (const [name, mine, theirs] of [
    ['input.sha256', record.input.sha256, anew.input.sha256],
    ['background.sha256', record.background?.sha256, anew.background?.sha256],
  ] as const)
    if (mine !== theirs) return { verdict: 'differs', where: name, largest: null };
  return compareRecords(record, own === null ? withoutInput(anew) : anew);
}

type TabularInput = Extract<Explanation['input'], { kind: 'tabular' }>;

/** Rows that are looked at together. */
const TOGETHER = 100;

interface KnownRows {
  /** The first row with each hash. */
  readonly rows: Map<string, number>;
  /** Rows that were looked at. */
  upTo: number;
}

/** What is known of models' tables, so that many records of one do not look at it again each. */
const knownRows = new WeakMap<OrielModel, KnownRows>();

/** The row of the model's table that a record is about. Throws `request-invalid` without one. */
async function rowOf({ input: { sha256 } }: Explanation, model: OrielModel, signal?: AbortSignal): Promise<number> {
  const known = knownRows.get(model) ?? { rows: new Map(), upTo: 0 };
  knownRows.set(model, known);
  for (;;) {
    const row = known.rows.get(sha256);
    if (row !== undefined) return row;
    const from = known.upTo;
    if (from >= model.facts.rows) throw new OrielError('request-invalid', { text: message('library.noInput') });
    signal?.throwIfAborted();
    const some = Array.from({ length: Math.min(TOGETHER, model.facts.rows - from) }, (_, at) => from + at);
    const hashes = await Promise.all(some.map((row) => hashOf(row, model)));
    for (const [at, hash] of hashes.entries())
      if (hash !== null && !known.rows.has(hash)) known.rows.set(hash, from + at);
    known.upTo = Math.max(known.upTo, from + some.length);
  }
}

/** null of a row that the model cannot take: it is not the one. */
async function hashOf(row: number, model: OrielModel): Promise<string | null> {
  try {
    return await model.hashOf(row);
  } catch (thrown) {
    if (thrown instanceof OrielError && /^(data|model)-/.test(thrown.code)) return null;
    throw thrown;
  }
}

/** The request that a record answered, where it is kept: with it, or with one of equal values. */
async function requestOf(record: Explanation, stores: readonly Store[]): Promise<ValueOf<'request'> | null> {
  for (const store of stores) {
    const [entry] = await store.list('request', { about: `record ${record.id}`, limit: 1 });
    if (entry) return entry.value;
  }
  const { input, model } = record;
  const row = input.kind === 'tabular' ? input.row : null;
  const file = input.kind === 'image' ? input.file : null;
  for (const store of stores)
    for (const { value } of await store.list('request', { about: `input ${input.sha256}` })) {
      const other = (await store.get('record', value.record))?.value.record;
      if (other && (await aboutInput(other, { row, file, model: model.name })).id === record.id) return value;
    }
  return null;
}

/** The input as the record has it; null where it was removed. */
function inputOf({ input }: Explanation): Input | null {
  if (input.kind === 'tabular' && input.values) return input.values;
  if (input.kind === 'text' && input.text !== null) return { text: input.text };
  if (input.kind === 'image' && input.picture !== null) {
    // A page whose policy lets it talk to its own site alone may not fetch what is in an address.
    const bytes = Uint8Array.from(atob(input.picture.split(',')[1] ?? ''), (character) => character.charCodeAt(0));
    return { name: input.file ?? 'picture.png', data: new Blob([bytes], { type: 'image/png' }) };
  }
  return null;
}

function optionsOf(record: Explanation, kept: ValueOf<'request'> | null): ExplainOptions {
  const { segments = SEGMENTS, ...text } = kept?.choices ?? {};
  const { input, background, explainer, outputs, space, groups, seed, fidelity } = record;
  return {
    explainer: explainer.name,
    explainerOptions: explainer.options,
    outputs,
    space,
    groups,
    seed,
    curves: kept?.request.curves ?? Object.hasOwn(fidelity, 'deletion'),
    budget: kept && !wasCutShort(record) ? budgetOf(kept.request) : repeatedBudget(record),
    // A record says on the CPU what it says anywhere.
    backend: 'wasm',
    ...(background &&
      isSample(background.method) && { background: { rows: background.rows, method: background.method } }),
    ...(input.kind === 'image' && { image: { segments, fill: input.fill } }),
    ...(input.kind === 'text' && { text: { ...text, absent: input.absent } }),
    ...(input.kind === 'tabular' && input.absent && { tabular: choiceOf(input.absent) }),
    ...(input.kind === 'tabular' && input.sequence && { sequence: { players: input.sequence.players } }),
  };
}

/** How absent columns were drawn, as it is asked for. */
const choiceOf = ({ kind, imputer, draws }: NonNullable<TabularInput['absent']>): TabularChoice => ({
  absent: kind,
  imputer,
  draws,
});

/** Superpixels that are wanted where nobody says how many. */
const SEGMENTS = 50;

const isSample = (method: string): method is 'sample' | 'k-means' => method === 'sample' || method === 'k-means';

const wasCutShort = ({ stopped }: Explanation): boolean => stopped === 'deadline' || stopped === 'cancelled';

const budgetOf = ({ samples, error }: Deciding): Budget => ({ ...(samples !== null && { samples }), error });
