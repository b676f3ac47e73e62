import { canonicalJson } from '../records/canonical.ts';
import { html, type Markup, Markup as Written } from './markup.ts';

/** The blocks of a report that hold data, by their ids. */
export type Block = 'oriel-record' | 'oriel-report';

const beginning = (id: Block): string => `<script type="application/json" id="${id}">`;

/** Values as canonical JSON, one a line, in which no markup can begin. */
export const dataBlock = (id: Block, values: readonly unknown[]): Markup =>
  new Written(
    [beginning(id), ...values.map((value) => canonicalJson(value).replaceAll('<', '\\u003c')), '</script>'].join('\n'),
  );

/** Lines of a file, each with its number from 1. */
export interface NumberedLine {
  readonly line: number;
  readonly text: string;
}

/** The lines of a block; none where it does not stand in the file. */
export function blockLines(lines: readonly string[], id: Block): NumberedLine[] {
  const at = lines.indexOf(beginning(id));
  const end = lines.indexOf('</script>', at);
  if (at < 0 || end < 0) return [];
  return lines.slice(at + 1, end).map((text, place) => ({ line: at + place + 2, text }));
}

/**
 * The line, from 1, on which a block ought to begin or to end that does not stand in the file; null
 * where its data are not there either.
 */
export function brokenLine(lines: readonly string[], id: Block): number | null {
  const data = lines.flatMap((line, at) => (line.startsWith('{"') ? at : []));
  const first = id === 'oriel-record' ? data[0] : data[data.length - 1];
  if (first === undefined) return null;
  return lines[first - 1] === beginning(id) ? data[data.length - 1] + 2 : first;
}

/** A hash in the head, by which is known which part was changed. */
export const hashTag = (id: Block, hashes: readonly string[]): Markup =>
  html`<meta name="${id}" content="${hashes.join(' ')}">`;
