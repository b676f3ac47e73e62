import { malformed } from './tree-model.ts';

/** Fields of a part of LightGBM's text, by name. */
export type Section = ReadonlyMap<string, string>;

/**
 * Lines "key=value", a section for the head and one for each tree ("Tree=…"); a line without "=" is
 * a key alone.
 */
export function sectionsOf(lines: readonly string[]): Map<string, string>[] {
  const sections = [new Map<string, string>()];
  for (const line of lines) {
    if (line === '') continue;
    const at = line.indexOf('=');
    const key = at < 0 ? line : line.slice(0, at);
    if (key === 'Tree') sections.push(new Map());
    else sections[sections.length - 1].set(key, at < 0 ? '' : line.slice(at + 1));
  }
  return sections;
}

/** A whole number. */
export function whole(section: Section, name: string, file: string): number {
  const text = section.get(name);
  if (text === undefined || !/^-?\d{1,9}$/.test(text)) throw malformed(file, 'tree.field', { name });
  return Number(text);
}

const NUMBER = /^[+-]?(?:\d+\.?\d*(?:e[+-]?\d+)?|inf|nan)$/i;

/** Exactly `count` numbers with spaces between. */
export function numbers(section: Section, name: string, count: number, file: string): number[] {
  const text = section.get(name)?.trim();
  if (text === undefined) throw malformed(file, 'tree.field', { name });
  const parts = text === '' ? [] : text.split(/ +/);
  if (parts.length !== count) throw malformed(file, 'tree.lengths', { name });
  return parts.map((part) => {
    if (!NUMBER.test(part)) throw malformed(file, 'tree.field', { name });
    const lower = part.toLowerCase();
    return lower.endsWith('inf')
      ? lower.startsWith('-')
        ? -Infinity
        : Infinity
      : lower.endsWith('nan')
        ? Number.NaN
        : Number(part);
  });
}
