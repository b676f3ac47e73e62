import type { Outcome, Outcomes } from '../bundle/outcome.ts';
import type { Rows } from '../bundle/shares.ts';
import type { Message } from '../catalogue/message.ts';
import { OrielError } from '../errors.ts';
import type { BatchItem, ExplainOptions, OrielModel } from '../library/index.ts';
import type { Meets } from './when.ts';

export interface Wanted {
  readonly model: OrielModel;
  readonly rows: Rows;
  /** Which rows are explained by their answers, which must be known then; null for all. */
  readonly meets: Meets | null;
  readonly options: ExplainOptions;
  /** Whether records are wanted of all rows; else numbers will do where these come sooner. */
  readonly records: boolean;
  readonly tell: (note: Message) => void;
}

/** What becomes of rows, in their order. Ends early where the model is closed. */
export async function* outcomesOf({ model, rows, meets, options, records, tell }: Wanted): AsyncGenerator<Outcomes> {
  for await (const { isExplained, first, last } of stretches(model, rows, meets)) {
    if (!isExplained) {
      yield Array.from({ length: last - first + 1 }, (_, at) => ({ row: first + at, passed: true as const }));
      continue;
    }
    const batch = model.explainAll({ first, last }, options);
    batch.on('progress', ({ note }) => {
      if (note) tell(note);
    });
    for await (const found of records ? batch.blocks() : batch.numbers())
      yield 'packed' in found ? { ...found, row: first + found.at } : found.map((item) => outcomeOf(item, first));
    if (batch.status().state !== 'done') return;
  }
}

function outcomeOf({ at, record, error }: BatchItem, first: number): Outcome {
  const row = first + at;
  if (record) return { row, record };
  return { row, error: error ?? new OrielError('failure-unexpected', { text: 'no record' }) };
}

/** Rows in a row that are all explained, or all passed over. */
interface Stretch extends Rows {
  readonly isExplained: boolean;
}

/** Rows whose answers are looked at together. */
const WINDOW = 1000;

/** Rows as they are to be explained or passed over, in their order. */
async function* stretches(model: OrielModel, { first, last }: Rows, meets: Meets | null): AsyncGenerator<Stretch> {
  if (!meets) {
    if (first <= last) yield { first, last, isExplained: true };
    return;
  }
  for (let from = first; from <= last; from += WINDOW) {
    const { rows } = await model.rows({}, { from, count: Math.min(WINDOW, last - from + 1), columns: [0, 0] });
    let open = null as Stretch | null;
    for (const { row, answers } of rows) {
      const isExplained = answers === null || meets(answers);
      if (open?.isExplained === isExplained) open = { ...open, last: row };
      else {
        if (open) yield open;
        open = { first: row, last: row, isExplained };
      }
    }
    if (open) yield open;
  }
}
