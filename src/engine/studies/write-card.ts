import { english } from '../../catalogue/english.ts';
import { message } from '../../catalogue/message.ts';
import type { Card, SequenceInput } from '../../data/card.ts';
import { placeOf } from '../../data/tables/sequence.ts';
import type { Column, Table } from '../../data/tables/table.ts';
import { guessTask } from '../../data/tables/target.ts';
import type { FoundSequence } from '../../models/bind/index.ts';
import type { ModelFacts } from '../../models/model.ts';
import type { Answers, Question } from '../protocol.ts';
import { className } from './outputs.ts';

interface CardSources {
  readonly facts: ModelFacts;
  /** K. */
  readonly outputs: number;
  readonly table: Table;
  /** The columns the model takes. */
  readonly columns: readonly Column[];
  readonly target: string | null;
  /** Where the columns are the steps of a sequence: which is which. */
  readonly sequence: FoundSequence | null;
  readonly answers: Answers;
}

/**
 * Writes the card of a person's own model from its file, its table and their answers, and asks
 * about what it only guesses.
 */
export function writeCard({ facts, outputs, table, columns, target, sequence, answers }: CardSources): {
  card: Card;
  questions: Question[];
} {
  const guess = target === null ? null : guessTask(table, target);
  const classes = facts.classes ?? guess?.classes ?? null;
  const questions: Question[] = [];

  // Several outputs, or names of classes in the file, make it a classifier, unless the file says
  // that each output has a target of its own. A single number may be a probability or a quantity.
  const sure = outputs > 1 || facts.classes !== null;
  const guessed = facts.targets
    ? 'regression'
    : outputs > 2
      ? 'multiclass'
      : sure
        ? 'binary'
        : guess?.task === 'binary'
          ? 'binary'
          : 'regression';
  const task = sure ? guessed : answers.task === 'binary' || answers.task === 'regression' ? answers.task : guessed;
  if (!sure && guess?.task !== 'regression') {
    questions.push({
      about: 'task',
      text: message('question.task'),
      choices: [
        { value: 'binary', label: message('question.taskBinary') },
        { value: 'regression', label: message('question.taskRegression') },
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
        task === 'regression' ? undefined : [...(fitting ?? Array.from({ length: count }, (_, k) => className(k)))],
      features: columns.map(({ name, kind, levels }, at) => ({
        name,
        ...labelled(sequence && cellLabel(sequence, at)),
        kind,
        ...(levels ? { levels: [...levels] } : {}),
      })),
      target,
      input: { kind: 'tabular', ...(sequence && { sequence: described(sequence) }) },
      sha256: facts.sha256,
    },
    questions,
  };
}

/** A sequence as a card has it: by its columns' names, else by the order of the features. */
const described = ({ steps, features, first, layout, pattern }: FoundSequence): SequenceInput => ({
  steps,
  features: [...features],
  layout,
  ...(pattern === null ? { order: layout === 'TF' ? 'steps' : 'features' } : { columns: pattern }),
  first,
});

const labelled = (label: string | null) => label !== null && { label };

/** What a column of a sequence is called: the feature and the step; null for one beside it. */
function cellLabel(sequence: FoundSequence, at: number): string | null {
  const place = placeOf(sequence, at);
  if (!place) return null;
  const [step, feature] = place;
  return english.say('engine.cell', { feature: sequence.features[feature], n: sequence.first + step });
}
