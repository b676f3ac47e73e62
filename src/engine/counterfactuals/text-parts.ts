import type { Change } from '../../counterfactuals/fewest-parts.ts';
import { sha256 } from '../../data/hash.ts';
import { textPlayers } from '../../data/text/text-players.ts';
import { OrielError } from '../../errors.ts';
import { NO_TOKEN } from '../../games/text-masker.ts';
import type { Pool } from '../pool/pool.ts';
import type { PartsRequest } from '../protocol.ts';
import type { TextStudy } from '../studies/study.ts';
import { seenOf, textInstance } from '../subjects/text.ts';
import type { InParts } from './in-parts.ts';

type Span = readonly [start: number, end: number];

/**
 * A text in parts (words, unless others are asked for; marks alone are none). Changed, it is read
 * anew by the tokenizer, as the text that it then is. Throws `text-empty` where it has no parts.
 */
export async function textInParts(
  study: TextStudy,
  text: string,
  { players = 'words', swap = false }: Pick<PartsRequest, 'players' | 'swap'>,
): Promise<InParts> {
  const { tokenizer, binding, most } = study;
  const all = textPlayers(text, seenOf(study, text, 0).tokens, players);
  const own = all.names.map((_, at) => at).filter((at) => !/^[\p{P}\s]*$/u.test(all.names[at]));
  if (own.length === 0) throw new OrielError('text-empty');
  const names = own.map((at) => all.names[at]);
  const spans = own.map((at) => all.spans[at]);
  const lengths = spans.map((each) => each.reduce((sum, [start, end]) => sum + end - start, 0));
  const length = lengths.reduce((sum, each) => sum + each, 0);
  const others = names.map((name) => (swap ? otherWords(names, name) : []));
  const words = ({ parts, variants }: Change) => parts.map((part, at) => others[part][variants[at]]);
  const changed = (change: Change): string => {
    const by = swap ? words(change) : null;
    return withChanges(
      text,
      change.parts.flatMap((part, at) => spans[part].map((span) => ({ span, by: by?.[at] ?? '' }))),
    );
  };
  const columns = binding.tokens ?? Math.max(1, most + tokenizer.prefix.length + tokenizer.suffix.length);
  return {
    variants: others.map((words) => (swap ? words.length : 1)),
    shares: lengths.map((each) => each / length),
    columns,
    rowsOf(changes) {
      const rows = new Float32Array(changes.length * columns).fill(NO_TOKEN);
      for (const [at, change] of changes.entries()) {
        const row = textInstance(study, changed(change));
        rows.set(row, at * columns + (tokenizer.padding === 'left' ? columns - row.length : 0));
      }
      return rows;
    },
    ...(binding.tokens === null && { answering: (pool) => byLength(pool, tokenizer.padding) }),
    input: {
      kind: 'text',
      sha256: await sha256(new TextEncoder().encode(text)),
      text,
      spans: spans.map((each) => each.map(([start, end]) => [start, end])),
    },
    change: swap ? 'swap' : 'remove',
    wayOf({ levers, variants }) {
      const change = { parts: levers, variants };
      return { by: swap ? words(change) : null, text: changed(change) };
    },
  };
}

/** The other words of a text, each once, whether they begin with a capital or not. */
function otherWords(names: readonly string[], name: string): string[] {
  const found = new Map(names.map((other) => [other.toLowerCase(), other]));
  found.delete(name.toLowerCase());
  return [...found.values()];
}

/** A text with other words in some places; where nothing is put, a space before goes as well. */
function withChanges(text: string, changes: readonly { readonly span: Span; readonly by: string }[]): string {
  let result = text;
  for (const { span, by } of [...changes].sort((a, b) => b.span[0] - a.span[0])) {
    const [start, end] = span;
    const [before, after] = [result.slice(0, start), result.slice(end)];
    if (by !== '') result = before + by + after;
    else if (/^\s/.test(after) && (before === '' || /\s$/.test(before))) result = before + after.replace(/^\s/, '');
    else result = (/^[\p{P}]?$|^[\p{P}](?=\s)/u.test(after) ? before.replace(/\s$/, '') : before) + after;
  }
  return result;
}

/**
 * Models that take texts of any length are given each as long as it is: what stands in empty places
 * would change the last digits of their answers.
 */
const byLength = (pool: Pick<Pool, 'predict'>, padding: 'left' | 'right'): Pick<Pool, 'predict'> => ({
  async predict({ count, columns, data }, outputs, signal) {
    const answers = new Float64Array(count * outputs.length);
    const groups = new Map<number, number[]>();
    for (let row = 0; row < count; row++) {
      let length = columns;
      const isEmpty = (place: number) => data[row * columns + place] === NO_TOKEN;
      while (length > 1 && isEmpty(padding === 'left' ? columns - length : length - 1)) length--;
      groups.set(length, [...(groups.get(length) ?? []), row]);
    }
    for (const [length, rows] of groups) {
      const given = new Float32Array(rows.length * length);
      for (const [at, row] of rows.entries()) {
        const start = row * columns + (padding === 'left' ? columns - length : 0);
        given.set(data.subarray(start, start + length), at * length);
      }
      const found = await pool.predict({ count: rows.length, columns: length, data: given }, outputs, signal);
      for (const [at, row] of rows.entries())
        answers.set(found.subarray(at * outputs.length, (at + 1) * outputs.length), row * outputs.length);
    }
    return answers;
  },
});
