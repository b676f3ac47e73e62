// Patterns come from files, and an engine that tries every way to match can take hours over a few
// letters. Those that might are told by their form; patterns of real tokenizers have none of it.

/** Repeats of more than this count as without end. */
const MANY = 20;
/** Parts without end that may follow each other: a text's length to this power is tried. */
const MOST_IN_A_ROW = 3;
/** Groups within groups. */
const DEEPEST = 50;

interface Sequence {
  /** Parts that repeat without end. */
  endless: number;
  /** Whether anything in it may match in more than one length. */
  varies: boolean;
  /** Its first character where that is a letter by itself; null for anything else. */
  first: string | null;
  /** Whether it has parts at all. */
  empty: boolean;
}

/** Whether a pattern may take more than polynomial time, or a high power, over a text. */
export function isSlowPattern(pattern: string): boolean {
  let at = 0;
  let slow = false;

  const skipClass = (): void => {
    for (let depth = 0; at < pattern.length; at++) {
      if (pattern[at] === '\\') at++;
      else if (pattern[at] === '[') depth++;
      else if (pattern[at] === ']' && --depth === 0) break;
    }
    at++;
  };

  const skipEscape = (): void => {
    const [whole] = /^\\(?:[pPxuk][{<][^}>]*[}>]|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[\s\S])/.exec(pattern.slice(at)) ?? [
      '\\',
    ];
    at += whole.length;
  };

  /** Most repeats of what stands before, and whether their number is open. */
  const quantifier = (): { readonly most: number; readonly open: boolean } => {
    const [whole, range, least, comma, most] = /^(?:[*+?]|(\{(\d*)(,?)(\d*)\}))/.exec(pattern.slice(at)) ?? [''];
    if (whole === '' || range === '{}' || range === '{,}') return { most: 1, open: false };
    at += whole.length;
    if (pattern[at] === '?' || pattern[at] === '+') at++;
    if (whole === '?') return { most: 1, open: true };
    if (range === undefined) return { most: Number.POSITIVE_INFINITY, open: true };
    if (comma === '') return { most: Number(least), open: false };
    return { most: most === '' ? Number.POSITIVE_INFINITY : Number(most), open: true };
  };

  /** Reads alternatives up to the end of their group. */
  const alternatives = (depth: number): Sequence[] => {
    if (depth > DEEPEST) slow = true;
    const found: Sequence[] = [];
    for (;;) {
      found.push(sequence(depth));
      if (pattern[at] !== '|') return found;
      at++;
    }
  };

  const sequence = (depth: number): Sequence => {
    const whole: Sequence = { endless: 0, varies: false, first: null, empty: true };
    while (at < pattern.length && pattern[at] !== '|' && pattern[at] !== ')' && !slow) {
      const from = at;
      let inner: Sequence[] | null = null;
      if (pattern[at] === '(') {
        const [opening] = /^\((?:\?(?:<?[=!]|<[^>]*>|>|[a-z-]*:|#[^)]*))?/i.exec(pattern.slice(at)) ?? ['('];
        at += opening.length;
        inner = alternatives(depth + 1);
        at++;
      } else if (pattern[at] === '[') skipClass();
      else if (pattern[at] === '\\') skipEscape();
      else at++;
      const part = pattern.slice(from, at);
      const { most, open } = quantifier();
      const endless = most > MANY;
      if (inner && endless && isAmbiguous(inner)) slow = true;
      const within = inner ? Math.max(...inner.map((each) => each.endless)) : 0;
      whole.endless += endless ? 1 : most > 1 ? within * most : within;
      if (whole.endless > MOST_IN_A_ROW) slow = true;
      whole.varies ||= open || (inner !== null && isAmbiguous(inner));
      if (whole.empty) whole.first = /^[\p{L}\p{N}]$/u.test(part) && !open ? part : null;
      whole.empty = false;
    }
    return whole;
  };

  /** Whether repeating these can match the same text in several ways. */
  const isAmbiguous = (all: readonly Sequence[]): boolean =>
    all.some(({ varies, empty }) => varies || empty) ||
    (all.length > 1 && new Set(all.map(({ first }, index) => first ?? index)).size < all.length) ||
    (all.length > 1 && all.some(({ first }) => first === null));

  while (at < pattern.length && !slow) {
    alternatives(0);
    at++; // a bracket that closes nothing
  }
  return slow;
}

/** The first slow pattern anywhere in a tokenizer's stages; null where there is none. */
export function slowPatternIn(stage: unknown): string | null {
  if (typeof stage !== 'object' || stage === null) return null;
  for (const [key, value] of Object.entries(stage)) {
    const slow = key === 'Regex' && typeof value === 'string' ? isSlowPattern(value) && value : slowPatternIn(value);
    if (slow) return slow;
  }
  return null;
}
