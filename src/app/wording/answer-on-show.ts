import { answerSentence, headline, type Piece } from '../../wording/answer-sentence.ts';
import { type ClassChoice, shownClass } from '../../wording/classes.ts';
import { editedColumns, sameCells } from '../edits.ts';
import type { AppState, Shown, Topic } from '../state.ts';

/** The answer as the page says it: in full, or the number alone while its reasons are not known. */
export interface AnswerOnShow {
  readonly pieces: readonly Piece[];
  /** Whether it is an earlier one. */
  readonly stale: boolean;
}

type State = Pick<AppState, 'topic' | 'shown' | 'stale' | 'status' | 'prediction' | 'chosenClass' | 'language'>;

/** Whether a record is about the row, photo or text that is chosen. */
export function isAbout({ record: { input }, study }: Shown, topic: Topic): boolean {
  if (study !== topic.study) return false;
  switch (input.kind) {
    case 'tabular':
      return editedColumns(topic).some(Boolean)
        ? input.values !== null && sameCells(input.values, topic.edited)
        : input.row === topic.row;
    case 'image':
      return input.file === topic.photos[topic.photo]?.name;
    case 'text':
      return input.text === topic.text;
  }
}

/**
 * The explanation on show. One of something else is only shown while the wanted one is on its way:
 * beside a failure, or after a cancel, it would be taken for the answer.
 */
export function explanationOnShow({
  shown,
  topic,
  status,
  stale,
}: Pick<State, 'shown' | 'topic' | 'status' | 'stale'>): Shown | null {
  if (!shown || !topic) return shown;
  const givenUp = status === 'error' || (status === 'done' && stale);
  return givenUp && !isAbout(shown, topic) ? null : shown;
}

/** The class of a record that is asked about. */
export const classOf = ({ record, study }: Shown, chosen: string | null): ClassChoice =>
  shownClass(study, chosen, record.modelOutput, record.outputs);

/** Null where there is no answer yet. */
export function answerOnShow(state: State): AnswerOnShow | null {
  const { stale, topic, prediction, chosenClass, status, language } = state;
  const shown = explanationOnShow(state);
  const explained = (one: Shown) => answerSentence(one.record, one.study.card, classOf(one, chosenClass), language);
  if (shown && !stale) return { pieces: explained(shown), stale: false };
  if (topic && prediction) {
    const choice = shownClass(topic.study, chosenClass, prediction.values, prediction.outputs);
    const answer = headline(topic.study.card, choice, prediction.values[choice.index], language);
    const working: Piece = { text: ` ${language.say('page.sentence.working')}`, tone: 'plain' };
    return { pieces: [...answer, ...(status === 'explaining' ? [working] : [])], stale: false };
  }
  return status === 'error' || !shown ? null : { pieces: explained(shown), stale: true };
}
