import type { Card } from '../../data/card.ts';
import { openTokenizer, type Vocabulary } from '../../data/text/vocabulary.ts';
import { OrielError } from '../../errors.ts';
import { outputQuestions } from '../../models/bind/index.ts';
import { bindText } from '../../models/bind/text.ts';
import { textDerivativesOf } from '../../models/tfjs/differentiable.ts';
import { outputNames } from './outputs.ts';
import type { ModelFile, StudyChoice, StudySources, TextStudy } from './study.ts';

/**
 * Tokens a model is given where neither card, vocabulary nor model say how many it takes: as many
 * as most language models do.
 */
const USUAL_LENGTH = 512;

/** Binds a model that takes text to its vocabulary. */
export async function openTextStudy(choice: StudyChoice, model: ModelFile, sources: StudySources): Promise<TextStudy> {
  const { facts, bytes } = model;
  if (choice.vocabulary === undefined) throw new OrielError('model-needs-vocabulary', { file: facts.file });
  const given = choice.card ?? null;
  const vocabulary = sources.vocabulary(choice.vocabulary);
  const tokenizer = openTokenizer(vocabulary, given?.tokenizer, given?.name ?? facts.file);
  // Answers called logits are meant to become probabilities.
  const guessed = bindText(facts, given, tokenizer);
  const bound = given || !/logits?$/i.test(guessed.output) ? guessed : { ...guessed, finalStep: 'softmax' as const };
  const outputs = bound.outputs || (await sources.probe(bound, model));
  const binding = {
    ...bound,
    outputs,
    finalStep: bound.finalStep === 'softmax' && outputs === 1 ? ('logistic' as const) : bound.finalStep,
  };
  const length = binding.tokens ?? tokenizer.length ?? USUAL_LENGTH;
  const card: Card = given ?? {
    schema: 'oriel.card/1',
    name: facts.file.replace(/\.(onnx|json)$/i, ''),
    task: outputs <= 2 ? 'binary' : 'multiclass',
    classes: facts.classes ? [...facts.classes] : undefined,
    input: { kind: 'text' },
    tokenizer: { kind: kindOf(vocabulary), files: [vocabulary.file], length },
    ...(binding.finalStep && { post: binding.finalStep }),
    sha256: facts.sha256,
  };
  return {
    kind: 'text',
    study: {
      handle: '',
      card,
      questions: outputQuestions(facts, given, binding.batch),
      notices: [],
      outputs: outputNames(card, outputs),
      columns: [],
      ranges: [],
      rows: 0,
      model: facts.sha256,
      structure: null,
      derivatives: binding.finalStep ? [] : textDerivativesOf(facts),
      text: { length, mask: tokenizer.mask !== null },
    },
    card,
    facts,
    bytes,
    binding,
    tokenizer,
    most: Math.min(length, tokenizer.length ?? length) - tokenizer.prefix.length - tokenizer.suffix.length,
  };
}

/** The kind of a vocabulary, in the words of a card. */
function kindOf(vocabulary: Vocabulary): NonNullable<Card['tokenizer']>['kind'] {
  if (vocabulary.kind !== 'tokenizer') return vocabulary.kind === 'words' ? 'words' : 'wordpiece';
  const { type } = (vocabulary.json as { model: { type?: string } }).model;
  return type === 'Unigram' ? 'unigram' : type === 'WordPiece' ? 'wordpiece' : 'bpe';
}
