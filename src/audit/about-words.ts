import { type Message, message } from '../catalogue/message.ts';
import type { Explanation } from '../records/record.ts';

/**
 * What an explanation is about, as its entry in a log says it: its model, and the row or file. What
 * a person has written stays out of the log.
 */
export function aboutWords({ model, input }: Pick<Explanation, 'model' | 'input'>): Message {
  const place = input.kind === 'tabular' ? input.row : input.kind === 'image' ? input.file : null;
  const nowhere = input.kind === 'tabular' ? 'typed' : input.kind;
  const kind = place === null ? nowhere : input.kind === 'tabular' ? 'row' : 'file';
  return message('audit.about', { model: model.name, kind, place: place === null ? null : String(place) });
}
