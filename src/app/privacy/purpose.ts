import type { Request } from '../../look/requests.ts';

/** What a file is for, in words that a person has for it. */
export const purposes = [
  'page',
  'program',
  'look',
  'language',
  'icon',
  'settings',
  'files',
  'list',
  'card',
  'runtime',
  'model',
  'table',
  'picture',
  'vocabulary',
  'other',
] as const;
export type Purpose = (typeof purposes)[number];

/** By the ends of paths; the first that fits. */
const ends: readonly (readonly [RegExp, Purpose])[] = [
  [/\/examples\/index\.json$/, 'list'],
  [/\/examples\/.+\.card\.json$/, 'card'],
  [/\/examples\/.+\.(csv|tsv|parquet|xlsx|arff)$/, 'table'],
  [/\/examples\/.+\.(jpe?g|png|webp|bmp)$/, 'picture'],
  [/\/examples\/.+\/(vocab\.txt|word_index\.json|tokenizer\.json)$/, 'vocabulary'],
  [/\/examples\/.+\/[^/]+$/, 'model'],
  [/\/oriel\.config\.json$/, 'settings'],
  [/\/offline\.json$/, 'files'],
  [/\.(webmanifest|ico)$|\/favicon\.svg$|\/icons\/[^/]+$/, 'icon'],
  [/\.wasm$|\/assets\/ort[.-][^/]+$/, 'runtime'],
  [/\.css$/, 'look'],
  [/\/assets\/([a-z]{2}|texts|later|pseudo|message-format)-[\w-]{8}\.js$/, 'language'],
  [/\.m?js$/, 'program'],
  [/\.html$|\/$/, 'page'],
];

export function purposeOf({ address, by, foreign }: Request): Purpose {
  if (foreign) return 'other';
  if (by === 'navigation') return 'page';
  const { pathname } = new URL(address);
  return ends.find(([end]) => end.test(pathname))?.[1] ?? 'other';
}

/** Requests of one purpose. */
export interface Sum {
  readonly purpose: Purpose;
  readonly count: number;
  /** What came over the line, as far as it is known. */
  readonly bytes: number;
}

/** What was asked for, by purpose, in the order of `purposes`. */
export function sums(all: readonly Request[]): readonly Sum[] {
  return purposes.flatMap((purpose) => {
    const requests = all.filter((request) => purposeOf(request) === purpose);
    return requests.length > 0 ? [{ purpose, count: requests.length, bytes: received(requests) }] : [];
  });
}

/** Bytes that came over the line, as far as they are known. */
export const received = (requests: readonly Request[]): number =>
  requests.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
