import { looksLikeProbability } from '../../charts/view.ts';
import type { Card } from '../../data/card.ts';
import { OrielError } from '../../errors.ts';
import type { OrielModel } from '../../library/model.ts';
import type { Oriel } from '../../library/oriel.ts';
import type { SavedRecord } from '../../records/read-records.ts';
import type { Explanation } from '../../records/record.ts';
import type { FrameMessage, Request } from '../protocol.ts';
import type { About } from './state.ts';
import type { ToOpen } from './what-to-open.ts';

export type Input = Extract<Request, { type: 'predict' }>['input'];
type Facts = NonNullable<Extract<FrameMessage, { type: 'ready' }>['model']>;

/** What a host has opened: a model, explanations that were made before, or both. */
export interface Opened {
  readonly about: About;
  /** What the host is told of it. */
  readonly facts: Facts;
  /** Rows of its table. */
  readonly rows: number;
  readonly records: readonly SavedRecord[];
  /** Whether something can be computed. */
  readonly live: boolean;
  /** The model where it is asked for; opened there, where it is not. Throws what opening throws. */
  modelIn(oriel: Oriel): Promise<OrielModel>;
  close(): void;
}

/**
 * Opens a model, and later for others who ask for it. Where there are records alone, no engine is
 * started. Throws what opening throws.
 */
export async function openModel({ files, options, records }: ToOpen, oriel: () => Oriel): Promise<Opened> {
  const models = new Map<Oriel, Promise<OrielModel>>();
  let closed = false;
  async function modelIn(where: Oriel): Promise<OrielModel> {
    if (closed) throw new OrielError('failure-closed');
    const opening = models.get(where) ?? where.open(files, options);
    models.set(where, opening);
    // One that could not be opened may be there the next time.
    opening.catch(() => models.delete(where));
    return opening;
  }
  const close = (): void => {
    closed = true;
    // What could not be opened has nothing to give back.
    for (const opening of models.values()) void opening.then((model) => model.close()).catch(() => {});
  };
  const common = { records, live: files.length > 0, modelIn, close };
  if (files.length === 0)
    return {
      ...common,
      ...ofRecords(
        records.map(({ record }) => record),
        options.card,
      ),
      rows: 0,
    };
  const { facts } = await modelIn(oriel());
  const { card, outputs, columns, model: sha256, rows } = facts;
  return {
    ...common,
    about: { card, outputs },
    rows,
    facts: {
      name: card.name,
      kind: card.input.kind,
      sha256,
      outputs: [...outputs],
      columns: card.input.kind === 'tabular' ? columns.map(({ name }) => name) : null,
    },
  };
}

/** What records say of their model, all of the first one's; a card says it better. */
function ofRecords(records: readonly Explanation[], given: unknown): Pick<Opened, 'about' | 'facts'> {
  const [{ model, input, outputs }] = records;
  const card = (given as Card | undefined) ?? bareCard(records[0]);
  return {
    about: { card, outputs },
    facts: {
      ...{ name: model.name, kind: input.kind, sha256: model.sha256, outputs },
      columns: input.kind === 'tabular' ? input.columns : null,
    },
  };
}

/** A card for a record whose model has none here. */
function bareCard(record: Explanation): Card {
  const { model, outputs, input } = record;
  const task = outputs.length > 1 ? 'multiclass' : looksLikeProbability(record) ? 'binary' : 'regression';
  return { schema: 'oriel.card/1', name: model.name, task, input: { kind: input.kind } as Card['input'] };
}

/** The explanation of an input that was made before; null without one. */
export function recordOf({ records }: Opened, input: Input): SavedRecord | null {
  const isOf = ({ record: { input: own } }: SavedRecord): boolean => {
    switch (input.kind) {
      case 'row':
        return own.kind === 'tabular' && own.row === input.row;
      case 'text':
        return own.kind === 'text' && own.text === input.text;
      case 'image':
        return own.kind === 'image' && own.file !== null && own.file === input.name;
      case 'values':
        return own.kind === 'tabular' && own.values !== null && sameCells(own.columns, own.values, input.values);
    }
  };
  return records.find(isOf) ?? null;
}

type Values = Extract<Input, { kind: 'values' }>['values'];

function sameCells(columns: readonly string[], own: readonly unknown[], values: Values): boolean {
  if (Array.isArray(values)) return values.length === own.length && values.every((cell, at) => cell === own[at]);
  return columns.every(
    (name, at) => Object.hasOwn(values, name) && (values as Record<string, unknown>)[name] === own[at],
  );
}
