import type { Card } from '../../data/card.ts';
import type { Column, Table } from '../../data/tables/table.ts';
import { taskFrom } from '../../data/tables/target.ts';
import type { ModelFacts } from '../../models/model.ts';
import { questionWords } from '../../words/en.ts';
import type { Answers, Question } from '../protocol.ts';

interface Recognised {
  readonly facts: ModelFacts;
  /** K. */
  readonly outputs: number;
  readonly table: Table;
  /** The columns the model takes. */
  readonly columns: readonly Column[];
  readonly target: string | null;
  readonly answers: Answers;
}

/**
 * Writes the card of a person's own model from its file, its table and what they answered; asks
 * where it only guessed.
 */
export function writeCard({ facts, outputs, table, columns, target, answers }: Recognised): {
  card: Card;
  questions: Question[];
} {
  const guess = target === null ? null : taskFrom(table, target);
  const classes = facts.classes ?? guess?.classes ?? null;
  const questions: Question[] = [];

  // Several outputs, or class names in the file, make it a classifier. One nameless number may be
  // either.
  const sure = outputs > 1 || facts.classes !== null;
  const guessed = outputs > 2 ? 'multiclass' : sure ? 'binary' : guess?.task === 'binary' ? 'binary' : 'regression';
  const task = sure ? guessed : answers.task === 'binary' || answers.task === 'regression' ? answers.task : guessed;
  if (!sure && guess?.task !== 'regression') {
    questions.push({
      about: 'task',
      text: questionWords.task,
      choices: [
        { value: 'binary', label: questionWords.taskBinary },
        { value: 'regression', label: questionWords.taskRegression },
      ],
      guess: guessed,
    });
  }
  const named = answers.classes?.split(',').map((name) => name.trim());
  const count = Math.max(outputs, 2);
  const fitting = [named, classes].find((names) => names?.length === count);
  return {
    card: {
      schema: 'oriel.card/1',
      name: facts.file.replace(/(\.model)?\.(onnx|json|ubj|txt)$/i, ''),
      task,
      classes:
        task === 'regression'
          ? undefined
          : [...(fitting ?? Array.from({ length: count }, (_, k) => questionWords.className(k)))],
      features: columns.map(({ name, kind, levels }) => ({ name, kind, ...(levels ? { levels: [...levels] } : {}) })),
      target,
      input: { kind: 'tabular' },
      sha256: facts.sha256,
    },
    questions,
  };
}
