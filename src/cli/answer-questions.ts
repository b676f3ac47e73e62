import { message } from '../catalogue/message.ts';
import { OrielError } from '../errors.ts';
import type { Question, Study } from '../library/index.ts';
import type { Terminal } from './terminal.ts';

/**
 * A wrong guess about how a picture enters would explain another model, without a sign of it. Other
 * questions are answered by their guess, which the person is told.
 */
const neverGuessed: readonly Question['about'][] = ['layout', 'size', 'normalisation'];

/** Answers a study's questions by their guesses, and says so. Throws `request-invalid`. */
export function answerQuestions(study: Study, terminal: Terminal): void {
  for (const { about, text: question, choices, guess } of study.questions) {
    if (neverGuessed.includes(about)) {
      const labels = choices.map(({ label }) => label);
      throw new OrielError('request-invalid', { text: message('cli.unanswered', { question, choices: labels }) });
    }
    const answer = choices.find(({ value }) => value === guess)?.label ?? guess;
    terminal.say(message('cli.guessed', { question, answer }));
  }
}
