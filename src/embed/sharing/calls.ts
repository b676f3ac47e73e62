// What a frame may call of an engine that is not its own, and what it may say there. Whatever is
// not listed here does not arrive: another call, an argument more, a field that nobody knows.

import * as v from 'valibot';
import { CardSchema } from '../../data/card.ts';
import { named } from '../../data/named.ts';
import type { EngineApi, ExplainRequest, KnownValues, RowsRequest } from '../../engine/protocol.ts';
import { limits, tableLimits } from '../../limits.ts';

const whole = (least: number, most: number) => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));
const wholeWithin = ([least, most]: readonly [number, number]) => whole(least, most);
const within = ([least, most]: readonly [number, number]) => v.pipe(v.number(), v.minValue(least), v.maxValue(most));
const text = (most: number) => v.pipe(v.string(), v.maxLength(most));
const list = <Item extends v.GenericSchema>(item: Item, most: number) => v.pipe(v.array(item), v.maxLength(most));
const name = text(1000);
const words = text(10_000);
const handle = text(40);
const job = text(200);
const index = whole(0, Number.MAX_SAFE_INTEGER);

/** Its bytes: an address would have the engine fetch what the frame itself may not. */
const file = v.strictObject({ name, data: v.union([v.instance(Blob), v.instance(ArrayBuffer)]) });

const cell = v.nullable(v.union([v.number(), words]));
const input = v.variant('kind', [
  v.strictObject({ kind: v.literal('row'), row: index }),
  v.strictObject({ kind: v.literal('values'), values: list(cell, tableLimits.columns) }),
  v.strictObject({ kind: v.literal('picture'), picture: handle }),
  v.strictObject({ kind: v.literal('text'), text: text(1_000_000) }),
]);
const backend = v.optional(v.picklist(['auto', 'mixed', 'wasm', 'webgpu']));

/** All fields of a type, so that a new one is not forgotten here. */
type Fields<T> = { readonly [Name in keyof Required<T>]: v.GenericSchema<unknown, T[Name]> };

const common = {
  study: handle,
  explainer: v.strictObject({ name, options: v.optional(named(v.union([v.number(), v.boolean(), name]))) }),
  outputs: v.union([v.picklist(['default', 'all']), list(name, 100_000)]),
  space: v.optional(v.picklist(['output', 'logit', 'raw'])),
  seed: wholeWithin(limits.seed),
  budget: v.strictObject({
    samples: v.optional(wholeWithin(limits.samples)),
    milliseconds: v.optional(within(limits.milliseconds)),
    error: v.optional(within(limits.error)),
  }),
  curves: v.optional(v.boolean()),
  background: v.optional(
    v.strictObject({
      method: v.picklist(['sample', 'k-means', 'all']),
      rows: whole(0, limits.conditionalRows[1]),
      table: v.optional(handle),
    }),
  ),
  image: v.optional(
    v.strictObject({
      segments: wholeWithin(limits.segments),
      fill: v.pipe(text(20), v.regex(/^(blur|mean|#[0-9a-f]{6})$/i)),
    }),
  ),
  text: v.optional(
    v.strictObject({
      players: v.optional(v.picklist(['words', 'distinct', 'tokens', 'sentences'])),
      absent: v.optional(v.picklist(['mask', 'remove', 'pad'])),
      window: v.optional(wholeWithin(limits.window)),
    }),
  ),
  tabular: v.optional(
    v.strictObject({
      absent: v.optional(v.picklist(['marginal', 'conditional'])),
      imputer: v.optional(v.picklist(['gaussian-copula', 'nearest-rows'])),
      draws: v.optional(wholeWithin(limits.draws)),
    }),
  ),
  groups: v.optional(v.nullable(named(list(name, tableLimits.columns)))),
  sequence: v.optional(v.strictObject({ players: v.picklist(['feature', 'step', 'cell']) })),
  backend,
};
const requestFields = { ...common, input } satisfies Fields<ExplainRequest>;
const rowsFields = {
  ...common,
  first: index,
  last: index,
  numbers: v.optional(v.boolean()),
} satisfies Fields<RowsRequest>;
const request = v.strictObject(requestFields);

/** Whose turn it is follows from the port; what others have asked for is made use of. */
const place = v.optional(v.object({ batch: v.optional(v.boolean()), watched: v.optional(v.boolean()) }));

const choice = v.strictObject({
  model: handle,
  table: v.optional(handle),
  vocabulary: v.optional(handle),
  card: v.optional(CardSchema),
  answers: v.optional(named(words)),
  sheet: v.optional(name),
  levels: v.optional(v.picklist(['sorted', 'seen', 'fitting'])),
  target: v.optional(v.nullable(name)),
  outputTensor: v.optional(name),
  trees: v.optional(v.picklist(['best', 'all'])),
}) satisfies v.GenericSchema<unknown, Parameters<EngineApi['study']>[0]>;

const key = v.variant('of', [
  v.strictObject({ of: v.literal('column'), name }),
  v.strictObject({ of: v.literal('answer'), name: v.nullable(name) }),
  v.strictObject({ of: v.literal('error') }),
]);
const query = v.strictObject({
  find: v.optional(name),
  words: v.optional(named(list(name, 1000))),
  conditions: v.optional(
    list(
      v.strictObject({
        about: key,
        least: v.optional(v.number()),
        most: v.optional(v.number()),
        text: v.optional(name),
        words: v.optional(list(name, 1000)),
        wrong: v.optional(v.boolean()),
      }),
      100,
    ),
  ),
  sort: v.optional(v.nullable(v.strictObject({ by: key, descending: v.boolean() }))),
});
const part = v.strictObject({ from: index, count: whole(0, 10_000), columns: v.tuple([index, index]) });

/** A function at the other side. */
const callback = v.custom<() => Promise<void>>((value) => typeof value === 'function');

/** What a frame may call of a borrowed engine, and the arguments of each. */
export const calls = {
  alive: v.strictTuple([]),
  openModel: v.strictTuple([file, v.optional(list(file, 100))]),
  openTable: v.strictTuple([file]),
  openPicture: v.strictTuple([file]),
  openVocabulary: v.strictTuple([file]),
  study: v.strictTuple([choice]),
  row: v.strictTuple([handle, index]),
  known: v.strictTuple([handle, index]),
  nextUsable: v.strictTuple([handle, index]),
  typical: v.strictTuple([handle]),
  listing: v.strictTuple([handle]),
  rows: v.strictTuple([handle, query, part]),
  warmUp: v.strictTuple([handle, backend]),
  predict: v.strictTuple([handle, input, backend]),
  average: v.strictTuple([request]),
  compare: v.strictTuple([handle, backend]),
  identify: v.strictTuple([request]),
  knownValues: v.strictTuple([request]),
  /** Whatever it says of a model's answers is not believed. */
  teach: v.strictTuple([request, v.custom<KnownValues>(() => true)]),
  explain: v.strictTuple([job, request, callback, place]),
  explainRows: v.strictTuple([job, v.strictObject(rowsFields), callback, callback, place]),
  cancel: v.strictTuple([job]),
  pause: v.strictTuple([job]),
  resume: v.strictTuple([job]),
  release: v.strictTuple([handle]),
} as const satisfies { readonly [Name in keyof EngineApi]?: v.GenericSchema<unknown, Parameters<EngineApi[Name]>> };

export type CallName = keyof typeof calls;

export const isCall = (name: unknown): name is CallName => typeof name === 'string' && Object.hasOwn(calls, name);
