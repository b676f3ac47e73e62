import { message } from '../../catalogue/message.ts';
import type { Card } from '../../data/card.ts';
import { OrielError } from '../../errors.ts';
import { looksLikeImage, looksLikeText, withOutput } from '../../models/bind/index.ts';
import type { ModelFacts, TreesAnswering } from '../../models/model.ts';
import type { ModelFile, StudyChoice, StudySources, StudyState } from './study.ts';
import { openTabularStudy } from './tabular.ts';

/**
 * Binds a model to its data. The card is the given one, or written from what is recognised and
 * answered. Which trees and which output answer is added to either, where that was chosen.
 */
export async function openStudy(choice: StudyChoice, file: ModelFile, sources: StudySources): Promise<StudyState> {
  const trees = chosenTrees(choice, file.facts);
  const read = trees === 'all' ? await withAllTrees(file) : file;
  const output = chosenOutput(choice, read.facts);
  const model = output === undefined ? read : { ...read, facts: withOutput(read.facts, output) };
  const state = await open(choice, model, sources);
  const added: Partial<Card> = {
    ...(output !== undefined && { outputTensor: output }),
    ...(trees && { trees }),
  };
  const card = { ...state.card, ...added };
  const { stopped } = model.facts;
  return { ...state, card, study: { ...state.study, card, ...(stopped && { stopped }) } };
}

async function withAllTrees(file: ModelFile): Promise<ModelFile> {
  const { boosterFacts } = await import('../../models/trees/booster.ts');
  return { ...file, facts: await boosterFacts(file.bytes, file.facts.file, 'all') };
}

/** The output tensor that was named; an answer only counts while there is such an output. */
function chosenOutput({ outputTensor, card, answers }: StudyChoice, { outputs }: ModelFacts): string | undefined {
  const answered = outputs.find(({ name }) => name === answers?.outputTensor)?.name;
  return outputTensor ?? answered ?? card?.outputTensor;
}

/**
 * Which trees were chosen to answer; undefined where the file leaves no choice, or none was made.
 * @throws OrielError `request-invalid` where the best ones are asked for and the file names none.
 */
function chosenTrees({ trees, card, answers }: StudyChoice, facts: ModelFacts): TreesAnswering | undefined {
  if (trees === 'best' && !facts.stopped)
    throw new OrielError('request-invalid', { text: message('model.noBestRound', { file: facts.file }) });
  if (!facts.stopped) return undefined;
  const { trees: answered } = answers ?? {};
  return trees ?? (answered === 'all' || answered === 'best' ? answered : card?.trees);
}

async function open(choice: StudyChoice, model: ModelFile, sources: StudySources): Promise<StudyState> {
  const kind = choice.card?.input.kind ?? kindOf(model.facts);
  if (kind === 'text') return (await import('./text.ts')).openTextStudy(choice, model, sources);
  if (kind === 'image') return (await import('./image.ts')).openImageStudy(choice, model, sources);
  if (choice.table === undefined) throw new OrielError('model-needs-table', { file: model.facts.file });
  return openTabularStudy({ ...choice, table: choice.table }, model, sources);
}

function kindOf(facts: ModelFacts): Card['input']['kind'] {
  if (looksLikeImage(facts)) return 'image';
  return looksLikeText(facts) ? 'text' : 'tabular';
}
