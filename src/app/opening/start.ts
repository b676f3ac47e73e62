import { type Message, message } from '../../catalogue/message.ts';
import type { Study } from '../../library/index.ts';
import type { Session } from '../../library/session.ts';
import type { Topic } from '../state.ts';

/** Where to start in what is opened. */
export interface Start {
  readonly row?: number;
  readonly photo?: string;
  readonly sample?: number;
  /** What was typed before. */
  readonly text?: string;
}

/** What has been opened, before a row, photo or text is chosen in it. */
type Opened = Pick<Topic, 'origin' | 'title' | 'study' | 'photos'>;

/** A topic, and what of the start it was asked for there is not. */
export interface Started {
  readonly topic: Topic;
  readonly notices: readonly Message[];
}

/** Chooses the row, photo and text to start with; `firstText` if the card offers no text. */
export async function startTopic(
  session: Pick<Session, 'modelOf'>,
  opened: Opened,
  start: Start,
  firstText: string,
): Promise<Started> {
  const { study, photos } = opened;
  const notices: Message[] = [];
  const found = start.photo === undefined ? 0 : photos.findIndex(({ name }) => name === start.photo);
  if (found < 0 && start.photo !== undefined) notices.push(message('page.notices.photo', { name: start.photo }));
  const blank: Topic = {
    ...opened,
    row: 0,
    values: [],
    edited: [],
    target: null,
    photo: Math.max(0, found),
    text: startText(study, start, notices) ?? firstText,
  };
  if (study.rows === 0) return { topic: blank, notices };
  const row = startRow(study, start, notices);
  const model = session.modelOf(study);
  const [values, target] = await Promise.all([model.row(row), model.known(row)]);
  return { topic: { ...blank, row, values, edited: values, target }, notices };
}

/** The row asked for; else the first that the card recommends. */
function startRow({ rows, card }: Study, { row }: Start, notices: Message[]): number {
  const last = rows - 1;
  if (row !== undefined && row <= last) return row;
  if (row !== undefined) notices.push(message('page.notices.row', { row, last }));
  const recommended = card.samples?.find((sample) => typeof sample === 'number' && sample <= last);
  return typeof recommended === 'number' ? recommended : 0;
}

/** The text typed before or asked for; else the card's first; undefined if it has none. */
function startText({ card }: Study, { sample = 0, text }: Start, notices: Message[]): string | undefined {
  if (card.input.kind !== 'text' || text !== undefined) return text ?? '';
  const texts = (card.samples ?? []).map(String);
  if (sample >= texts.length && sample > 0)
    notices.push(message('page.notices.sample', { sample, last: texts.length - 1 }));
  return texts[sample] ?? texts[0];
}
