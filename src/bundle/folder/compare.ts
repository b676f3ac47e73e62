import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import * as v from 'valibot';
import { type Message, message } from '../../catalogue/message.ts';
import type { OrielError } from '../../errors.ts';
import { canonicalJson } from '../../records/canonical.ts';
import { type Explanation, parseExplanation } from '../../records/record.ts';
import type { Finding } from '../finding.ts';
import type { ExplainedRows, Outcome, Outcomes } from '../outcome.ts';
import { type Layout, namesOf, valuesOf, valuesOfRows, widthOf } from '../row-values.ts';
import { type Bundle, files, MethodSchema } from '../schema.ts';
import { recordLine } from '../timeless.ts';
import { FailureSchema } from './failures.ts';
import { linesOf, textOf } from './lines.ts';
import { layoutOf } from './work.ts';

/** How far two records agree: the library says it. */
export type Compare = (
  record: Explanation,
  anew: Explanation,
) => { readonly verdict: 'same-bits' | 'within-tolerance' | 'differs'; readonly where: string | null };

export interface Comparison {
  /** Compares rows that were made anew with those of the bundle, in their order. */
  next(outcomes: Outcomes): Promise<void>;
  /** To be called when there are no more. */
  end(): Promise<{ readonly same: number; readonly close: number; readonly findings: readonly Finding[] }>;
}

/** Places that are told of. */
const MOST_FINDINGS = 20;

const kinds = ['explained', 'failed', 'passed'] as const;

/** Compares a bundle, row by row, with what is made anew. */
export function createComparison(folder: string, bundle: Bundle, compare: Compare): Comparison {
  const findings: Finding[] = [];
  let [same, close] = [0, 0];
  const counts = { explained: 0, failed: 0, passed: 0 };
  const lines = recordLines(folder, bundle);
  const values = valueRows(folder, bundle);
  const failures = failedLines(folder);
  const differs = (file: string, line: number | null, where: string | Message): void => {
    if (findings.length < MOST_FINDINGS)
      findings.push({ file, line, text: message('bundle.check.differs', { where }) });
  };

  const inRow = (row: number): Message => message('bundle.check.row', { row });

  /** Its record first, then its numbers, which must be those of the record that is there. */
  async function explained(row: number, record: Explanation): Promise<void> {
    const line = bundle.records ? (await lines.next()).value : undefined;
    const numbers = (await values.next()).value;
    const layout = begin(record);
    let [own, isSame] = [record, true];
    if (bundle.records) {
      if (!line) return differs(files.bundle, null, inRow(row));
      if (line.text !== recordLine(record)) {
        own = parseExplanation(JSON.parse(line.text));
        const { verdict, where } = compare(own, record);
        if (verdict === 'differs') return differs(line.file, line.line, where ?? 'input');
        isSame = verdict === 'same-bits';
      }
    }
    if (!isAsMade(numbers, { row, values: layout && valuesOf(layout, own) }, layout)) return;
    if (isSame) same++;
    else close++;
  }

  /** Rows without records, which are made anew without them. */
  async function explainedRows(found: ExplainedRows): Promise<void> {
    const layout = begin(found.like);
    const width = layout ? widthOf(layout) : 0;
    const all = layout && valuesOfRows(layout, found);
    for (let at = 0; at < found.count; at++) {
      const numbers = (await values.next()).value;
      const wanted = { row: found.row + at, values: all?.subarray(at * width, (at + 1) * width) ?? null };
      if (isAsMade(numbers, wanted, layout)) same++;
      counts.explained++;
    }
  }

  /** Looks at how rows were made, with the first of them. */
  function begin(record: Explanation): Layout | null {
    if (counts.explained === 0 && !isMethodOf(record, bundle)) differs(files.bundle, null, 'method');
    return bundle.method && layoutOf(bundle, bundle.method);
  }

  /** Whether a row of the file is what was made anew. */
  function isAsMade(
    numbers: NumberedRow | undefined,
    { row, values: wanted }: { readonly row: number; readonly values: Float64Array | null },
    layout: Layout | null,
  ): boolean {
    if (!numbers || !wanted || !layout || numbers.row !== row) {
      differs(files.values, null, inRow(row));
      return false;
    }
    const at = wanted.findIndex((number, place) => !Object.is(number, numbers.values[place]));
    if (at < 0) return true;
    differs(files.values, null, message('bundle.check.cell', { row, column: namesOf(layout)[at] }));
    return false;
  }

  return {
    async next(outcomes) {
      if ('packed' in outcomes) return explainedRows(outcomes);
      for (const outcome of outcomes) {
        if ('record' in outcome) {
          await explained(outcome.row, outcome.record);
          counts.explained++;
          continue;
        }
        if ('passed' in outcome) {
          counts.passed++;
          same++;
          continue;
        }
        counts.failed++;
        const { value } = await failures.next();
        if (value && isFailureOf(value.text, outcome)) same++;
        else differs(files.failed, value?.line ?? null, inRow(outcome.row));
      }
    },
    async end() {
      const line = (await lines.next()).value ?? (await failures.next()).value;
      if (line) differs(line.file, line.line, message('bundle.check.more'));
      else if (!(await values.next()).done) differs(files.values, null, message('bundle.check.more'));
      else if (findings.length === 0 && kinds.some((kind) => counts[kind] !== bundle.counts[kind]))
        differs(files.bundle, null, 'counts');
      return { same, close, findings };
    },
  };
}

/** Whether a line says that the row fails so. Its text names the table's file: that may differ. */
function isFailureOf(line: string, { row, error }: Extract<Outcome, { readonly error: OrielError }>): boolean {
  const said = v.safeParse(FailureSchema, JSON.parse(line));
  return said.success && said.output.row === row && said.output.code === error.code;
}

/** Whether a record was made as the bundle says. */
const isMethodOf = ({ explainer, background, players }: Explanation, { method }: Bundle): boolean =>
  method !== null && canonicalJson(v.parse(MethodSchema, { explainer, background, players })) === canonicalJson(method);

interface NamedLine {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

async function* recordLines(folder: string, { parts }: Bundle): AsyncGenerator<NamedLine, undefined> {
  for (const { file, rows } of parts) if (rows) yield* textLines(folder, file);
}

const failedLines = (folder: string) => textLines(folder, files.failed);

async function* textLines(folder: string, file: string): AsyncGenerator<NamedLine, undefined> {
  let line = 0;
  for await (const { bytes } of linesOf(join(folder, file))) yield { file, line: ++line, text: textOf(bytes) };
}

/** Rows of a file that are read together. */
const ROWS = 10_000;

interface NumberedRow {
  readonly row: number;
  readonly values: Float64Array;
}

async function* valueRows(folder: string, bundle: Bundle): AsyncGenerator<NumberedRow, undefined> {
  if (!bundle.method) return;
  const names = namesOf(layoutOf(bundle, bundle.method));
  const file = await asyncBufferFromFile(join(folder, files.values));
  for (let from = 0; from < bundle.counts.explained; from += ROWS) {
    const rows = await parquetReadObjects({
      file,
      rowStart: from,
      rowEnd: Math.min(bundle.counts.explained, from + ROWS),
    });
    for (const each of rows)
      yield { row: Number(each.row), values: Float64Array.from(names, (name) => each[name] ?? Number.NaN) };
  }
}
