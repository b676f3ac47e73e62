import type { MessageValue } from '../catalogue/message.ts';
import type { Question } from '../engine/protocol.ts';
import { OrielError } from '../errors.ts';

/**
 * What must be answered before a model can be opened: a wrong guess would explain another model,
 * without a sign of it. `questions` hold the texts, the choices and the likeliest one.
 *
 * @example
 * try {
 *   model = await oriel.open(files);
 * } catch (error) {
 *   if (!(error instanceof QuestionsError)) throw error;
 *   const answers = Object.fromEntries(error.questions.map(({ about, guess }) => [about, guess]));
 *   model = await oriel.open(files, { answers });
 * }
 */
export class QuestionsError extends OrielError {
  readonly questions: readonly Question[];

  constructor(file: string, questions: readonly Question[]) {
    const [{ text, choices }] = questions;
    super('questions-open', {
      file,
      count: questions.length,
      question: text,
      choices: choices.map(({ label }): MessageValue => label),
      about: questions.map(({ about }) => about),
    });
    this.name = 'QuestionsError';
    this.questions = questions;
  }
}
