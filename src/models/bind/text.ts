import { message } from '../../catalogue/message.ts';
import type { Card } from '../../data/card.ts';
import type { TextTokenizer } from '../../data/text/tokenizer.ts';
import { OrielError } from '../../errors.ts';
import type { ModelFacts, TensorShape, TextBinding } from '../model.ts';
import { batchOf, chooseOutput, shapeText, withinLimits } from './output.ts';

type Role = TextBinding['inputs'][number]['role'];

/** Token numbers come as whole numbers, or as floats where an embedding rounds them. */
const NUMBERS = new Set(['int64', 'int32', 'float32', 'float64']);

/** What an input takes, by the names that exporters of language models give. */
function roleOf({ name }: TensorShape): Role {
  if (/attention|mask/i.test(name)) return 'attention';
  if (/type|segment/i.test(name)) return 'types';
  return /position/i.test(name) ? 'positions' : 'tokens';
}

/**
 * Binds a model to text. Throws `model-input` where its inputs are not those of a language model,
 * and `model-output`.
 */
export function bindText(facts: ModelFacts, card: Card | null, tokenizer: TextTokenizer): TextBinding {
  const { file } = facts;
  const inputs = facts.inputs.map((input) => {
    const { name, type, shape } = input;
    if (!NUMBERS.has(type) || shape.length !== 2) {
      throw new OrielError('model-input', {
        input: name,
        file,
        text: message('model.textInput', { shape: `${shapeText(input)}, ${type}` }),
      });
    }
    return { name, type, role: roleOf(input), length: shape[1] };
  });
  const tokens = inputs.filter(({ role }) => role === 'tokens');
  if (tokens.length !== 1) {
    const input = tokens[1]?.name ?? inputs[0]?.name ?? '';
    throw new OrielError('model-input', { input, file, text: message('model.textInputs', { found: tokens.length }) });
  }
  const batch = batchOf(facts, facts.inputs[0].shape[0]);
  const binding: TextBinding = {
    kind: 'text',
    inputs: inputs.map(({ name, type, role }) => ({ name, type, role })),
    tokens: tokens[0].length,
    pad: tokenizer.pad,
    finalStep: card?.post ?? null,
    batch,
    ...chooseOutput(facts, card, batch),
  };
  return withinLimits(binding, file);
}
