import type { Card } from '../../data/card.ts';
import { bindImage } from '../../models/bind/image.ts';
import { derivativesOf } from '../../models/tfjs/differentiable.ts';
import { outputNames } from './outputs.ts';
import type { ImageStudy, ModelFile, StudyChoice, StudySources } from './study.ts';

/**
 * Binds a model that takes pictures. Layout, size and normalisation come from its card or file;
 * what neither says is a question.
 */
export async function openImageStudy(
  choice: StudyChoice,
  model: ModelFile,
  { probe }: StudySources,
): Promise<ImageStudy> {
  const { facts, bytes } = model;
  const bound = bindImage(facts, choice.card ?? null, choice.answers ?? {});
  const outputs = bound.binding.outputs || (await probe(bound.binding, model));
  const binding = { ...bound.binding, outputs };
  const card: Card = choice.card ?? {
    schema: 'oriel.card/1',
    name: facts.file.replace(/\.(onnx|json)$/i, ''),
    task: outputs === 2 ? 'binary' : 'multiclass',
    classes: facts.classes ? [...facts.classes] : undefined,
    input: binding.image,
    sha256: facts.sha256,
  };
  return {
    kind: 'image',
    study: {
      handle: '',
      card,
      questions: bound.questions,
      notices: [],
      outputs: outputNames(card, outputs),
      columns: [],
      ranges: [],
      rows: 0,
      model: facts.sha256,
      structure: null,
      derivatives: binding.finalStep ? [] : derivativesOf(facts),
    },
    card,
    facts,
    bytes,
    binding,
  };
}
