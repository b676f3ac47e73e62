import type { Card } from '../../data/card.ts';
import { OrielError } from '../../errors.ts';
import { looksLikeImage, looksLikeText, withOutput } from '../../models/bind/index.ts';
import type { ModelFacts } from '../../models/model.ts';
import { openImageStudy } from './image.ts';
import type { ModelFile, StudyChoice, StudySources, StudyState } from './study.ts';
import { openTabularStudy } from './tabular.ts';
import { openTextStudy } from './text.ts';

/**
 * Binds a model to its data. The card is the given one, or written from what is recognised and
 * answered.
 */
export async function openStudy(choice: StudyChoice, file: ModelFile, sources: StudySources): Promise<StudyState> {
  const output = chosenOutput(choice, file.facts);
  const model = output === undefined ? file : { ...file, facts: withOutput(file.facts, output) };
  const state = await open(choice, model, sources);
  if (output === undefined || choice.card) return state;
  const card = { ...state.card, outputTensor: output };
  return { ...state, card, study: { ...state.study, card } };
}

/** The output tensor that was named; an answer only counts while there is such an output. */
function chosenOutput({ outputTensor, card, answers }: StudyChoice, { outputs }: ModelFacts): string | undefined {
  const answered = outputs.find(({ name }) => name === answers?.outputTensor)?.name;
  return outputTensor ?? answered ?? card?.outputTensor;
}

async function open(choice: StudyChoice, model: ModelFile, sources: StudySources): Promise<StudyState> {
  const kind = choice.card?.input.kind ?? kindOf(model.facts);
  if (kind === 'text') return openTextStudy(choice, model, sources);
  if (kind === 'image') return openImageStudy(choice, model, sources);
  if (choice.table === undefined) throw new OrielError('model-needs-table', { file: model.facts.file });
  return openTabularStudy({ ...choice, table: choice.table }, model, sources);
}

function kindOf(facts: ModelFacts): Card['input']['kind'] {
  if (looksLikeImage(facts)) return 'image';
  return looksLikeText(facts) ? 'text' : 'tabular';
}
