import * as v from 'valibot';
import { type Explanation, parseExplanation } from '../../records/record.ts';
import { PLACE, type ValueOf } from '../../store/kinds.ts';
import type { Store } from '../../store/store.ts';
import { defaultSettings } from '../settings.ts';
import type { AppState } from '../state.ts';
import type { KeptPlace } from './kept-things.ts';

// Where a person left a kept model: row, photo or text, what they changed, how they had it
// explained, and the explanation itself, so that it comes back without being computed anew.

const keyOf = (sha256: string): string => PLACE + sha256;

const number = v.pipe(v.number(), v.finite());
const choice = v.nullable(number);

const SettingsSchema = v.object({
  explainer: v.string(),
  options: v.record(v.string(), v.record(v.string(), v.union([number, v.string(), v.boolean()]))),
  samples: choice,
  milliseconds: choice,
  error: choice,
  background: v.object({ method: v.picklist(['sample', 'k-means']), rows: number }),
  // Places that were kept before there was a choice lack these.
  absent: v.optional(v.picklist(['marginal', 'conditional']), defaultSettings.absent),
  imputer: v.optional(v.picklist(['auto', 'gaussian-copula', 'nearest-rows']), defaultSettings.imputer),
  draws: v.optional(number, defaultSettings.draws),
  conditionalRows: v.optional(number, defaultSettings.conditionalRows),
  space: v.picklist(['output', 'logit', 'raw']),
  seed: number,
  backend: v.picklist(['auto', 'wasm', 'webgpu', 'mixed']),
  segments: number,
  fill: v.string(),
  players: v.picklist(['words', 'distinct', 'tokens', 'sentences']),
  hide: v.picklist(['auto', 'mask', 'remove', 'pad']),
  window: number,
  sequencePlayers: v.picklist(['feature', 'step', 'cell']),
  chart: v.string(),
});

const PlaceSchema = v.object({
  row: number,
  photo: v.nullable(v.string()),
  photoSha256: v.optional(v.nullable(v.string())),
  text: v.string(),
  edited: v.nullable(v.array(v.nullable(v.union([v.number(), v.nan(), v.string()])))),
  chosenClass: v.nullable(v.string()),
  settings: SettingsSchema,
  record: v.unknown(),
});

/** What is on show of a model, to come back to it. */
export function placeOnShow({
  topic,
  shown,
  chosenClass,
  settings,
  kept,
}: Pick<AppState, 'topic' | 'shown' | 'chosenClass' | 'settings' | 'kept'>): Omit<KeptPlace, 'kept'> | null {
  if (!topic || !shown) return null;
  const edited = topic.edited.some((cell, at) => !Object.is(cell, topic.values[at])) ? topic.edited : null;
  const photo = topic.photos[topic.photo];
  return {
    row: topic.row,
    photo: photo?.name ?? null,
    photoSha256: (photo?.data && kept.hashes.get(photo.data)) || null,
    text: topic.text,
    edited,
    chosenClass,
    settings,
    record: shown.record,
  };
}

export async function writePlace(
  store: Store,
  sha256: string,
  place: Omit<KeptPlace, 'kept'>,
  kept?: number,
): Promise<void> {
  await store.put('setting', keyOf(sha256), place as unknown as ValueOf<'setting'>, { kept });
}

/** null where there is none, or one that another version wrote otherwise. */
export async function readPlace(store: Store, sha256: string): Promise<KeptPlace | null> {
  const entry = await store.get('setting', keyOf(sha256));
  const read = v.safeParse(PlaceSchema, entry?.value);
  if (!entry || !read.success) return null;
  const record = explanationIn(read.output.record);
  return record && { ...read.output, record, kept: entry.kept };
}

/** Where a kept explanation was made, to show it there with its model; null without an entry. */
export async function placeOfRecord(store: Store, id: string): Promise<KeptPlace | null> {
  const entry = await store.get('record', id);
  if (!entry) return null;
  const { record, left } = entry.value;
  const read = v.safeParse(PlaceSchema, { ...(left as object | undefined), record });
  return { ...(read.success ? read.output : placeIn(record)), record, kept: entry.kept };
}

/** As far as the explanation says it itself. */
function placeIn({ background, input, explainer, seed, space }: Explanation): Omit<KeptPlace, 'kept' | 'record'> {
  const absent = input.kind === 'tabular' && input.absent;
  const drawn = absent && {
    absent: absent.kind,
    imputer: absent.imputer,
    draws: absent.draws,
    conditionalRows: background?.rows ?? defaultSettings.conditionalRows,
  };
  return {
    row: (input.kind === 'tabular' && input.row) || 0,
    photo: input.kind === 'image' ? input.file : null,
    text: (input.kind === 'text' && input.text) || '',
    edited: null,
    chosenClass: null,
    settings: { ...defaultSettings, explainer: explainer.requested, seed, space, ...drawn },
  };
}

export async function removePlace(store: Store, sha256: string): Promise<void> {
  await store.delete('setting', keyOf(sha256));
}

function explanationIn(value: unknown): Explanation | null {
  try {
    return parseExplanation(value);
  } catch {
    return null;
  }
}
