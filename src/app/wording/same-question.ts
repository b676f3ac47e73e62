import type { Language } from '../../catalogue/language.ts';
import { nameIn } from '../../data/card-words.ts';
import { sameCells } from '../edits.ts';
import type { AppState, Topic } from '../state.ts';

const sameOrigin = ({ origin: a }: Topic, { origin: b }: Topic): boolean =>
  a.kind === 'example' ? b.kind === 'example' && a.example === b.example : b.kind === 'own';

/** Whether another model is asked about the very same row, photo or text. */
export function isOtherModel(before: Topic, now: Topic): boolean {
  const [a, b] = [before.study, now.study];
  if (a.model === b.model || a.card.input.kind !== b.card.input.kind || !sameOrigin(before, now)) return false;
  switch (b.card.input.kind) {
    case 'tabular':
      return (
        before.row === now.row &&
        sameCells(before.values, now.values) &&
        a.columns.every(({ name }, at) => name === b.columns[at]?.name)
      );
    case 'image':
      return before.photos[before.photo]?.name === now.photos[now.photo]?.name;
    case 'text':
      return before.text === now.text;
  }
}

/** Whether two answers can be compared: those of one model, or of two to the same question. */
export const isComparable = (before: Topic, now: Topic): boolean =>
  before.study === now.study || isOtherModel(before, now);

/** Whether the page leads back: a person's own file that another took the place of is gone. */
export const leadsBack = (before: Topic, now: Topic): boolean =>
  before.study === now.study || (before.origin.kind === 'example' && isOtherModel(before, now));

/** What a model is called beside others of its example; a person's own by its file. */
export function modelName({ origin, title }: Topic, examples: AppState['examples'], { tag }: Language): string {
  if (origin.kind === 'own') return nameIn(title, tag);
  const models = examples.find(({ id }) => id === origin.example)?.models;
  const label = models?.find(({ file }) => file === origin.model)?.label;
  return label ? nameIn(label, tag) : origin.model;
}
