import { judged } from '../../audit/judge.ts';
import { placeWords } from '../../audit/place-words.ts';
import { type Message, message } from '../../catalogue/message.ts';
import type { Budget, Input, OrielModel } from '../../library/index.ts';
import { replay } from '../../library/replay.ts';
import type { Explanation } from '../../records/record.ts';
import type { Store as Keep } from '../../store/store.ts';
import type { Topic } from '../state.ts';

interface With {
  readonly model: OrielModel;
  /** What is on show of it: it stands for a photo or a text that was removed from the record. */
  readonly topic: Topic;
  /** What records were asked for that do not say it; null where nobody knows. */
  readonly budget: Budget | null;
  readonly stores: readonly Keep[];
  readonly signal: AbortSignal;
}

/** Makes a record anew: whether it is the same, or else where it differs, and by how much. */
export async function madeAnew(
  record: Explanation,
  { model, topic, budget, stores, signal }: With,
): Promise<'same' | 'close' | Message> {
  const input = inputOnShow(record, topic);
  const isOpen = record.stopped === 'error-target' || record.stopped === 'samples';
  const options = { signal, ...(input !== null && { input }), ...(budget && isOpen && { budget }) };
  const { verdict, where, largest } = judged(record, await replay(record, model, { stores, options }));
  if (verdict !== 'differs') return verdict === 'same-bits' ? 'same' : 'close';
  return message('page.check.differs', {
    where: where === null ? '' : placeWords(where, record),
    largest: largest === null ? null : Number(largest.toPrecision(3)),
    why: mayBeBudget(record, budget) ? 'budget' : record.stopped === 'deadline' ? 'time' : null,
  });
}

/** Whether it may have been asked for with another error than it was made anew with. */
const mayBeBudget = ({ stopped, asked }: Explanation, budget: Budget | null): boolean =>
  stopped === 'error-target' && !asked && !budget;

function inputOnShow({ input }: Explanation, { text, photos, photo }: Topic): Input | null {
  if (input.kind === 'text') return text === '' ? null : { text };
  const shown = input.kind === 'image' ? photos[photo] : undefined;
  if (!shown) return null;
  return shown.data ? { name: shown.name, data: shown.data } : new URL(shown.url, document.baseURI);
}
