import { type AppState, defaultSettings, type Settings } from './state.ts';

/** What an address asks for; undefined where it says nothing. */
export interface Address {
  readonly example?: string;
  readonly model?: string;
  readonly row?: number;
  readonly photo?: string;
  /** Number of one of the example's texts. What a person types is never in an address. */
  readonly sample?: number;
  readonly class?: string;
  readonly settings: Partial<Settings>;
  /** Parameters whose value makes no sense. */
  readonly nonsense: readonly string[];
}

const whole = (text: string, least: number, most: number): number | undefined => {
  const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  return number >= least && number <= most ? number : undefined;
};

const fraction = (text: string, least: number, most: number): number | undefined => {
  const number = /^\d{0,3}(\.\d{1,6})?$/.test(text) && text !== '' ? Number(text) : Number.NaN;
  return number >= least && number <= most ? number : undefined;
};

const oneOf = <T extends string>(text: string, allowed: readonly T[]): T | undefined =>
  allowed.find((item) => item === text);

/** Bounds of what can be set; the panels' fields keep the same. */
export const bounds = {
  seed: [0, 4294967295],
  samples: [2, 1_000_000],
  milliseconds: [50, 600_000],
  error: [0, 0.5],
  segments: [20, 200],
  background: [1, 100],
  window: [0, 10_000],
} as const;

const fill = (text: string) => (text === 'blur' || text === 'mean' || /^#[0-9a-f]{6}$/.test(text) ? text : undefined);

const readers: { readonly [K in keyof Settings]?: (text: string) => Settings[K] | undefined } = {
  explainer: (text) => (/^[a-z][a-z0-9-]*$/.test(text) ? text : undefined),
  samples: (text) => whole(text, ...bounds.samples),
  milliseconds: (text) => whole(text, ...bounds.milliseconds),
  error: (text) => fraction(text, ...bounds.error),
  seed: (text) => whole(text, ...bounds.seed),
  space: (text) => oneOf(text, ['output', 'logit', 'raw']),
  backend: (text) => oneOf(text, ['auto', 'wasm', 'webgpu', 'mixed']),
  segments: (text) => whole(text, ...bounds.segments),
  fill,
  players: (text) => oneOf(text, ['words', 'distinct', 'tokens', 'sentences']),
  hide: (text) => oneOf(text, ['auto', 'mask', 'remove', 'pad']),
  window: (text) => whole(text, ...bounds.window),
  chart: (text) => (/^[a-z][a-z-]*$/.test(text) ? text : undefined),
};

const names: { readonly [K in keyof Settings]?: string } = { milliseconds: 'budget-ms' };
const nameOf = (key: string): string => names[key as keyof Settings] ?? key;

/** Reads the query of an address. Nonsense is left out and named. */
export function parseAddress(query: string): Address {
  const search = new URLSearchParams(query);
  const nonsense: string[] = [];
  const settings: Record<string, unknown> = {};
  for (const [key, read] of Object.entries(readers)) {
    const text = search.get(nameOf(key));
    if (text === null) continue;
    const value = read(text);
    if (value === undefined) nonsense.push(nameOf(key));
    else settings[key] = value;
  }
  const rowText = search.get('row');
  const row = rowText === null ? undefined : whole(rowText, 0, Number.MAX_SAFE_INTEGER);
  if (rowText !== null && row === undefined) nonsense.push('row');
  const sampleText = search.get('sample');
  const sample = sampleText === null ? undefined : whole(sampleText, 0, 10_000);
  if (sampleText !== null && sample === undefined) nonsense.push('sample');
  const text = (name: string) => search.get(name) || undefined;
  return {
    example: text('example'),
    model: text('model'),
    row,
    photo: text('photo'),
    sample,
    class: text('class'),
    settings: settings as Partial<Settings>,
    nonsense,
  };
}

/**
 * The query that shows what is on the page; only what differs from the defaults. Own files are
 * never in it.
 */
export function formatAddress(state: Pick<AppState, 'subject' | 'settings' | 'chosenClass'>): string {
  const search = new URLSearchParams();
  const { subject, settings } = state;
  if (subject?.origin.kind === 'example') {
    search.set('example', subject.origin.example);
    search.set('model', subject.origin.model);
    const { input, samples = [] } = subject.study.card;
    if (input.kind === 'text') {
      const sample = samples.indexOf(subject.text);
      if (sample > 0) search.set('sample', String(sample));
    } else if (input.kind === 'image') {
      const photo = subject.photos[subject.photo];
      if (photo && photo.data === null) search.set('photo', photo.name);
    } else search.set('row', String(subject.row));
    if (state.chosenClass !== null) search.set('class', state.chosenClass);
  }
  for (const key of Object.keys(readers) as (keyof Settings)[]) {
    const value = settings[key];
    if (value !== null && value !== defaultSettings[key]) search.set(nameOf(key), String(value));
  }
  const query = search.toString();
  return query ? `?${query}` : '';
}
