import type { Sequence } from './sequence.ts';

// Columns of a table that hold the steps of a sequence: hr_1, hr_2, …, bp_1, bp_2, … or t0_hr, ….

/** The sequence's columns of a table, by their names. */
export interface SequenceNames extends Omit<Sequence, 'layout' | 'from'> {
  /** How names are made: "{feature}_{step}". */
  readonly pattern: string;
  /** The table's column of each step and feature: steps × features. */
  readonly columns: readonly (readonly number[])[];
}

/** How many steps and features a model takes; null where its file leaves that open. */
interface Wanted {
  readonly steps: number | null;
  readonly features: number | null;
}

/** A name taken apart. */
interface Part {
  readonly at: number;
  /** What stands around feature and number, which columns of one sequence share. */
  readonly frame: string;
  readonly feature: string;
  readonly step: number;
  readonly leading: boolean;
}

const SEPARATORS = '[ _.:]';
/** Behind a feature, before its number: separators, with a word for time among them. */
const TAIL = new RegExp(
  `(?:${SEPARATORS}+(?:t|step|time|day|hour|week|month|year)${SEPARATORS}*|${SEPARATORS}*)$`,
  'i',
);
const HEAD = new RegExp(`^${SEPARATORS}*`);
/** Numbers that count backwards in time, or may be negative. */
const BACKWARDS = /(lag|prev|previous|ago|back|minus|t?-)[ _.:([]*$/i;

/**
 * Recognises a sequence by the names of columns: a feature and the number of a step, in either
 * order. Null where no such names fit what the model takes. Numbers that count backwards ("lag")
 * are not read: which step is the first is then for a card to say.
 */
export function recogniseSequence(names: readonly string[], wanted: Wanted): SequenceNames | null {
  for (const take of [trailing, leading]) {
    const frames = new Map<string, Part[]>();
    for (const [at, name] of names.entries()) {
      const part = take(name, at);
      if (!part) continue;
      const key = `${part.leading}${part.frame}`;
      const own = frames.get(key);
      if (own) own.push(part);
      else frames.set(key, [part]);
    }
    for (const parts of frames.values()) {
      const found = fitting(parts, wanted);
      if (found) return found;
    }
  }
  return null;
}

function trailing(name: string, at: number): Part | null {
  const [, stem, digits, end] = /^(.*?)(\d{1,6})([\])]?)$/.exec(name) ?? [];
  if (stem === undefined || stem === '' || BACKWARDS.test(stem)) return null;
  const open = end === '' ? '' : (/[[(]$/.exec(stem)?.[0] ?? '');
  const rest = stem.slice(0, stem.length - open.length);
  const tail = TAIL.exec(rest)?.[0] ?? '';
  // A name that is all tail ("t_1") is a feature of its own.
  const cut = tail.length < rest.length ? tail : '';
  const frame = `${cut}${open}{step}${end}`;
  return { at, frame, feature: rest.slice(0, rest.length - cut.length), step: Number(digits), leading: false };
}

function leading(name: string, at: number): Part | null {
  const [, prefix, digits, rest] = /^([a-z]*[ _.:]*)(\d{1,6})(\D.*)$/i.exec(name) ?? [];
  if (rest === undefined || BACKWARDS.test(prefix)) return null;
  const head = HEAD.exec(rest)?.[0] ?? '';
  if (head.length === rest.length) return null;
  return { at, frame: `${prefix}{step}${head}`, feature: rest.slice(head.length), step: Number(digits), leading: true };
}

/** Features of which every step is there; null where they are not as many as wanted. */
function fitting(parts: readonly Part[], { steps, features }: Wanted): SequenceNames | null {
  const byFeature = new Map<string, Map<number, number>>();
  for (const { feature, step, at } of parts) {
    const own = byFeature.get(feature) ?? new Map<number, number>();
    if (own.has(step)) return null;
    byFeature.set(feature, own.set(step, at));
  }
  const length = steps ?? Math.max(...[...byFeature.values()].map((own) => own.size));
  const whole = [...byFeature].filter(([, own]) => own.size === length);
  if (whole.length === 0 || whole.length !== (features ?? whole.length) || (length < 2 && whole.length < 2))
    return null;
  const first = Math.min(...whole[0][1].keys());
  const numbers = Array.from({ length }, (_, step) => first + step);
  if (!whole.every(([, own]) => numbers.every((step) => own.has(step)))) return null;
  const { frame, leading: isLeading } = parts[0];
  return {
    steps: length,
    features: whole.map(([feature]) => feature),
    first,
    pattern: isLeading ? `${frame}{feature}` : `{feature}${frame}`,
    columns: numbers.map((step) => whole.map(([, own]) => own.get(step) as number)),
  };
}

/** The name of a step's feature by a pattern. */
export const stepName = (pattern: string, feature: string, step: number): string =>
  pattern.replace('{feature}', () => feature).replace('{step}', String(step));

interface PatternColumns {
  readonly first: number;
  readonly columns: readonly (readonly number[])[];
  /** Columns of one feature and one step of which none is spelled exactly; null: there are none. */
  readonly unclear: readonly number[] | null;
}

/**
 * The columns whose names follow a pattern, steps × features, -1 for those that are not there.
 * Numbers may have zeros before them; without `first`, they begin with the smallest. Of two columns
 * of one number, the one without zeros is it.
 */
export function columnsByPattern(
  names: readonly string[],
  pattern: string,
  { steps, features, first }: { readonly steps: number; readonly features: readonly string[]; readonly first?: number },
): PatternColumns {
  const found = features.map((feature) => {
    const [before, after] = stepName(pattern.replace('{step}', '\0'), feature, 0).split('\0');
    const own = new Map<number, number[]>();
    for (const [at, name] of names.entries()) {
      const digits = name.slice(before.length, name.length - after.length);
      if (name === `${before}${digits}${after}` && /^\d{1,9}$/.test(digits))
        own.set(Number(digits), [...(own.get(Number(digits)) ?? []), at]);
    }
    return own;
  });
  const all = found.flatMap((own) => [...own.keys()]);
  const start = first ?? (all.length === 0 ? 1 : Math.min(...all));
  let unclear: readonly number[] | null = null;
  const columns = Array.from({ length: steps }, (_, at) =>
    found.map((own, feature) => {
      const places = own.get(start + at) ?? [];
      if (places.length < 2) return places[0] ?? -1;
      const exact = stepName(pattern, features[feature], start + at);
      const place = places.find((each) => names[each] === exact);
      if (place === undefined) unclear ??= places;
      return place ?? places[0];
    }),
  );
  return { first: start, columns, unclear };
}

/** Steps × features in the order in which a row holds them. */
export const inLayout = <T>(cells: readonly (readonly T[])[], layout: Sequence['layout']): T[] =>
  layout === 'TF' ? cells.flat() : (cells[0] ?? []).flatMap((_, feature) => cells.map((step) => step[feature]));
