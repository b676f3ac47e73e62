import { loadLanguage } from '../catalogue/languages.ts';
import { type Message, message } from '../catalogue/message.ts';
import { sha256 } from '../data/hash.ts';
import { asOrielError, OrielError } from '../errors.ts';
import { canonicalJson } from '../records/canonical.ts';
import { savedRecord } from '../records/read-records.ts';
import type { Explanation } from '../records/record.ts';
import { type About, parseAbout } from './about.ts';
import { type Block, blockLines, brokenLine } from './data-block.ts';
import { engine, writeReport } from './make.ts';
import { isIntact } from './seal.ts';
import { isRemoved } from './subject.ts';

/** Where a report is not what was written. `line`: of the file, from 1; null: not known. */
export interface Broken {
  readonly place: 'words' | 'record' | 'about' | 'seal';
  readonly line: number | null;
  readonly text: Message;
}

/** What a report holds, and whether it is what was written. */
export interface ReadReport {
  /** Those that can still be read. */
  readonly records: readonly Explanation[];
  /** Whether what was explained was taken out of one of them. */
  readonly withoutInput: boolean;
  /** What else it is made of; null where that cannot be read. */
  readonly about: About | null;
  readonly seal: 'intact' | Broken;
  /**
   * Whether its words are what the embedded record says, made anew and compared; another version
   * may have other words.
   */
  readonly words: 'as recorded' | 'other version' | Broken;
}

const SIGNS = ['name="oriel-seal"', 'oriel.report/1', 'id="oriel-record"', 'id="oriel-report"'];

/** Whether a text is a report, also one of which some bytes were changed. */
export const looksLikeReport = (text: string): boolean => SIGNS.filter((sign) => text.includes(sign)).length >= 2;

/** Reads a report from its bytes or its text. Throws `report-invalid` where it is none. */
export async function readReport(file: string | Uint8Array): Promise<ReadReport> {
  const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file;
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  if (!looksLikeReport(text)) throw new OrielError('report-invalid', { text: message('report.none') });
  const lines = text.split('\n');
  const blocks = await readBlocks(lines);
  const { records, about } = blocks;
  const anew =
    blocks.broken === null && about?.engine === engine
      ? differences(lines, (await writeReport(records, about, await loadLanguage([about.language]))).split('\n'))
      : null;
  const found = blocks.broken ?? (anew && (await whereBroken(lines, anew)));
  const intact = await isIntact(bytes);
  const seal = intact ? 'intact' : (found ?? (await byHashes(lines, anew !== null)));
  return {
    records,
    withoutInput: records.some(isRemoved),
    about,
    seal,
    words: found ?? (anew ? 'as recorded' : 'other version'),
  };
}

/** What is wrong with a report, to be said; nothing where it is what was written. */
export function reportFindings({ seal, words }: ReadReport): readonly Pick<Broken, 'line' | 'text'>[] {
  const found = [seal, words].filter((one): one is Broken => typeof one !== 'string');
  return found.filter((one, at) => at === 0 || one.line !== found[0].line).map(({ line, text }) => ({ line, text }));
}

interface Blocks {
  readonly records: readonly Explanation[];
  readonly about: About | null;
  /** The first thing that is wrong with them. */
  readonly broken: Broken | null;
}

async function readBlocks(lines: readonly string[]): Promise<Blocks> {
  const records: Explanation[] = [];
  let broken: Broken | null = null;
  const wrong = (place: Broken['place'], line: number | null, text: Message): void => {
    broken ??= { place, line, text };
  };
  const written = blockLines(lines, 'oriel-record');
  if (written.length === 0) wrong('record', brokenLine(lines, 'oriel-record'), message('report.seal.noRecord'));
  for (const { line, text } of written) {
    try {
      const { record, changed } = await savedRecord(JSON.parse(text));
      records.push(record);
      if (changed && !isRemoved(record)) wrong('record', line, message('report.seal.record'));
      else if (!isCanonical(text, record)) wrong('record', line, message('report.seal.record'));
    } catch (error) {
      wrong('record', line, message('report.seal.unreadable', { text: asOrielError(error).said }));
    }
  }
  let about: About | null = null;
  const [rest] = blockLines(lines, 'oriel-report');
  try {
    if (rest) about = parseAbout(JSON.parse(rest.text));
    else wrong('about', brokenLine(lines, 'oriel-report'), message('report.seal.noAbout'));
    if (about && !isCanonical(rest.text, about)) wrong('about', rest.line, message('report.seal.about'));
    for (const entry of about?.log ?? [])
      if (!(await isAsLogged(entry))) wrong('about', rest.line, message('report.seal.log', { n: entry.n }));
  } catch (error) {
    wrong('about', rest.line, message('report.seal.unreadable', { text: asOrielError(error).said }));
  }
  return { records, about, broken };
}

/** Whether an entry has the hash of what it says. */
async function isAsLogged({ hash, ...said }: About['log'][number]): Promise<boolean> {
  return (await sha256(new TextEncoder().encode(canonicalJson(said)))) === hash;
}

const isCanonical = (text: string, value: unknown): boolean => text === canonicalJson(value).replaceAll('<', '\\u003c');

/** A line that is not as it was made anew. */
interface Difference {
  /** From 0. */
  readonly at: number;
  readonly found: string;
  readonly wanted: string;
}

/** Nothing else may stand in the line: it is the only one that is not compared. */
const isSealLine = (line: string): boolean => /^<meta name="oriel-seal" content="sha256-[0-9a-f]{64}">$/.test(line);

/** Spaces and apostrophes within numbers and dates are not the same in every browser. */
const comparable = (line: string): string => line.replace(/[\u00a0\u202f\u2009]/g, ' ').replace(/’/g, "'");

function differences(lines: readonly string[], anew: readonly string[]): Difference[] {
  const found: Difference[] = [];
  for (let at = 0; at < Math.max(lines.length, anew.length); at++) {
    const [line = '', wanted = ''] = [lines[at], anew[at]];
    if (isSealLine(line) && isSealLine(wanted)) continue;
    if (comparable(line) !== comparable(wanted)) found.push({ at, found: line, wanted });
  }
  return found;
}

/** The words of a line, without its markup. */
const wordsOf = (line: string): string => {
  const words = line
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return words.length > LONGEST ? `${words.slice(0, LONGEST)}…` : words;
};
const LONGEST = 160;

async function whereBroken(lines: readonly string[], anew: readonly Difference[]): Promise<Broken | null> {
  const [first, ...others] = anew;
  if (!first) return null;
  // Where the hashes in the head do not fit, either they were changed, or what they are of.
  if (/^<meta name="oriel-re(?:cord|port)"/.test(first.wanted)) {
    if (others.length === 0) return { place: 'seal', line: first.at + 1, text: message('report.seal.hashes') };
    const changed = await changedBlock(lines);
    if (changed) return changed;
  }
  return {
    place: 'words',
    line: first.at + 1,
    text: message('report.seal.words', { found: wordsOf(first.found), wanted: wordsOf(first.wanted) }),
  };
}

/** A block that does not have the hash in the head; null where all do. */
async function changedBlock(lines: readonly string[]): Promise<Broken | null> {
  for (const [id, place] of [
    ['oriel-record', 'record'],
    ['oriel-report', 'about'],
  ] as const) {
    const stated = statedHashes(lines, id);
    for (const { line, text } of blockLines(lines, id)) {
      const hash = await sha256(new TextEncoder().encode(text.replaceAll('\\u003c', '<')));
      if (!stated.includes(hash)) return { place, line, text: message(`report.seal.${place}`) };
    }
  }
  return null;
}

function statedHashes(lines: readonly string[], id: Block): string[] {
  const line = lines.find((each) => each.startsWith(`<meta name="${id}"`)) ?? '';
  return line.match(/[0-9a-f]{64}/g) ?? [];
}

/** Where a seal is broken of what cannot be made anew, as far as the hashes in the head tell. */
async function byHashes(lines: readonly string[], sameWords: boolean): Promise<Broken> {
  const changed = await changedBlock(lines);
  if (changed) return changed;
  const at = lines.findIndex((line) => line.includes(SIGNS[0]));
  const line = at < 0 ? null : at + 1;
  if (sameWords || at < 0) return { place: 'seal', line, text: message('report.seal.seal') };
  return { place: 'words', line: null, text: message('report.seal.somewhere') };
}
