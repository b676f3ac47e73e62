import { languageTag } from '../catalogue/languages.ts';
import { limits } from '../limits.ts';
import type { AnswerTab } from './changing/changing-state.ts';
import { defaultSettings, type Settings } from './settings.ts';
import type { AppState, PageView } from './state.ts';
import { firstPlace, LONGEST_COHORT, type WholePlace, wholeParts } from './whole/place.ts';

/** What an address asks for; undefined where it says nothing. */
export interface Address {
  readonly language?: string;
  readonly view?: PageView;
  /**
   * What is looked at of the model as a whole (`view=model`): `part` (good, by, whom), `picture`,
   * the column or class `of` it, the column `across`, the class that groups are `decided` for,
   * the mark whose `rows` are listed, the rows that are looked at by themselves (`cohort`). Of own
   * files part and picture alone.
   */
  readonly place: WholePlace;
  /** `change` shows what would change the answer to the row of a table. */
  readonly tab?: AnswerTab;
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

const matching = (text: string, pattern: RegExp): string | undefined => (pattern.test(text) ? text : undefined);

/** Texts of an example that an address can name; there are never as many. */
const mostSamples = 10_000;

const readers: { readonly [K in keyof Settings]?: (text: string) => Settings[K] | undefined } = {
  explainer: (text) => matching(text, /^[a-z][a-z0-9-]*$/),
  samples: (text) => whole(text, ...limits.samples),
  milliseconds: (text) => whole(text, ...limits.milliseconds),
  error: (text) => fraction(text, ...limits.error),
  seed: (text) => whole(text, ...limits.seed),
  space: (text) => oneOf(text, ['output', 'logit', 'raw']),
  absent: (text) => oneOf(text, ['marginal', 'conditional']),
  imputer: (text) => oneOf(text, ['auto', 'gaussian-copula', 'nearest-rows']),
  draws: (text) => whole(text, ...limits.draws),
  conditionalRows: (text) => whole(text, ...limits.conditionalRows),
  backend: (text) => oneOf(text, ['auto', 'wasm', 'webgpu', 'mixed']),
  segments: (text) => whole(text, ...limits.segments),
  fill: (text) => matching(text, /^(blur|mean|#[0-9a-f]{6})$/),
  players: (text) => oneOf(text, ['words', 'distinct', 'tokens', 'sentences']),
  hide: (text) => oneOf(text, ['auto', 'mask', 'remove', 'pad']),
  window: (text) => whole(text, ...limits.window),
  sequencePlayers: (text) => oneOf(text, ['feature', 'step', 'cell']),
  chart: (text) => matching(text, /^[a-z][a-z-]*$/),
};

const names: { readonly [K in keyof Settings]?: string } = {
  milliseconds: 'budget-ms',
  conditionalRows: 'conditional-rows',
  sequencePlayers: 'sequence-players',
};
const nameOf = (key: string): string => names[key as keyof Settings] ?? key;

/** Reads the query of an address. Nonsense is left out and named. */
export function parseAddress(query: string): Address {
  const search = new URLSearchParams(query);
  const nonsense: string[] = [];
  const read = <T>(name: string, reader: (text: string) => T | undefined): T | undefined => {
    const text = search.get(name);
    if (text === null) return undefined;
    const value = reader(text);
    if (value === undefined) nonsense.push(name);
    return value;
  };
  const settings: Record<string, unknown> = {};
  for (const [key, reader] of Object.entries(readers)) {
    const value = read(nameOf(key), reader as (text: string) => unknown);
    if (value !== undefined) settings[key] = value;
  }
  const text = (name: string) => search.get(name) || undefined;
  return {
    language: read('lang', (tag) => languageTag(tag) ?? undefined),
    view: read('view', (view) => oneOf(view, ['decision', 'model', 'kept'] as const)),
    tab: read('tab', (tab) => oneOf(tab, ['why', 'change'] as const)),
    place: {
      part: read('part', (part) => oneOf(part, wholeParts)) ?? firstPlace.part,
      picture: read('picture', (name) => matching(name, /^[a-z][a-z-]*$/)) ?? null,
      of: text('of') ?? null,
      across: text('across') ?? null,
      decided: text('decided') ?? null,
      rows: text('rows') ?? null,
      cohort: text('cohort') ?? null,
    },
    example: text('example'),
    model: text('model'),
    row: read('row', (row) => whole(row, 0, Number.MAX_SAFE_INTEGER)),
    photo: text('photo'),
    sample: read('sample', (sample) => whole(sample, 0, mostSamples)),
    class: text('class'),
    settings: settings as Partial<Settings>,
    nonsense,
  };
}

/**
 * The query that shows what is on the page: only what differs from the defaults, and nothing of the
 * person's own files.
 */
export function formatAddress(
  state: Pick<AppState, 'topic' | 'settings' | 'chosenClass' | 'chosenLanguage'> &
    Partial<Pick<AppState, 'view' | 'tab' | 'whole'>>,
): string {
  const search = new URLSearchParams();
  const { topic, settings, chosenClass, chosenLanguage } = state;
  if (chosenLanguage !== null) search.set('lang', chosenLanguage);
  if (state.view === 'kept') search.set('view', 'kept');
  if (state.view === 'model') {
    const { part, picture, of, across, decided, rows, cohort } = state.whole?.place ?? firstPlace;
    search.set('view', 'model');
    if (part !== firstPlace.part) search.set('part', part);
    if (picture !== null) search.set('picture', picture);
    // They may name columns.
    if (topic?.origin.kind === 'example') {
      if (of !== null) search.set('of', of);
      if (across !== null) search.set('across', across);
      if (decided !== null) search.set('decided', decided);
      if (rows !== null) search.set('rows', rows);
      if (cohort !== null && cohort.length <= LONGEST_COHORT) search.set('cohort', cohort);
    }
  }
  if (state.tab === 'change' && topic) search.set('tab', 'change');
  if (topic?.origin.kind === 'example') {
    search.set('example', topic.origin.example);
    search.set('model', topic.origin.model);
    const { input, samples = [] } = topic.study.card;
    if (input.kind === 'text') {
      const sample = samples.indexOf(topic.text);
      if (sample > 0) search.set('sample', String(sample));
    } else if (input.kind === 'image') {
      const photo = topic.photos[topic.photo];
      if (photo && photo.data === null) search.set('photo', photo.name);
    } else search.set('row', String(topic.row));
    if (chosenClass !== null) search.set('class', chosenClass);
  }
  for (const key of Object.keys(readers) as (keyof Settings)[]) {
    const value = settings[key];
    if (value !== null && value !== defaultSettings[key]) search.set(nameOf(key), String(value));
  }
  const query = search.toString();
  return query ? `?${query}` : '';
}
