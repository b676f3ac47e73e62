// onnxruntime-web throws plain errors; what their texts say about the model is made typed here.

import { message } from '../../../catalogue/message.ts';
import { foreign, OrielError } from '../../../errors.ts';
import type { BackendName } from '../../model.ts';
import { nodeWith } from '../reading/nodes.ts';

/**
 * Texts by which the runtime refuses an operator; groups name it (by its type alone, or with its
 * domain) and its node.
 */
const OPERATOR_REFUSED = [
  /No Op registered for (?<type>\w+) with domain_version/,
  /error: (?<operator>[\w.]*:?\w+)\(-?\d+\) is not a registered function\/op/,
  /Could not find an implementation for (?<type>\w+)\(\d+\) node with name '(?<node>[^']*)'/,
];
const OPSET_REFUSED = /Opset (\d+) is under development.*support for domain (\S+) is till opset (\d+)/;
/** Names of inputs in the texts about rows that do not fit. */
const INPUT_REFUSED = /(?:invalid dimensions|Invalid rank) for input: (\S+)/;
const SHAPES_REFUSED =
  /invalid (dimensions|rank)|unexpected input data type|dimension mismatch|cannot be reshaped|incompatible dimensions/i;
const NO_FAULT_OF_THE_MODEL = /alloc|memory|webgpu|gpu|device/i;

/**
 * Why a session could not be made: an operator that the runtime lacks, a model it cannot read, or
 * its own failure.
 */
export function refusal(error: unknown, model: Uint8Array, backend: BackendName, file: string): OrielError {
  if (error instanceof OrielError) return error;
  if (error instanceof OrielError) return error;
  const text = textOf(error);
  for (const pattern of OPERATOR_REFUSED) {
    const groups = pattern.exec(text)?.groups;
    if (!groups) continue;
    const refused = (groups.operator ?? groups.type).replace(/^(ai\.onnx)?:/, '');
    const found = nodeWith(
      model,
      (operator) => operator === refused || (groups.type !== undefined && operator.endsWith(`:${refused}`)),
    );
    const operator = found?.operator ?? refused;
    const node = groups.node || found?.label || operator;
    return new OrielError(
      'model-unsupported',
      { file, operator, node, text: message('model.runtimeRefuses', { text }) },
      { cause: error },
    );
  }
  const opset = OPSET_REFUSED.exec(rawText(error));
  if (opset) {
    const [, version, domain, newest] = opset;
    const found = nodeWith(model, (operator) =>
      domain === 'ai.onnx' ? !operator.includes(':') : operator.startsWith(`${domain}:`),
    );
    const node = found?.label ?? domain;
    const details = {
      file,
      operator: message('model.opset', { domain, version }),
      node,
      text: message('model.opsetText', { newest }),
    };
    return new OrielError('model-unsupported', details, { cause: error });
  }
  const ownFault = backend === 'webgpu' || !/ERROR_CODE/.test(rawText(error)) || NO_FAULT_OF_THE_MODEL.test(text);
  if (ownFault) return new OrielError('failure-backend', { backend, text }, { cause: error });
  return new OrielError('model-unreadable', { file, text }, { cause: error });
}

/** Why a call failed: rows that do not fit the model, or the back end. */
export function runError(error: unknown, backend: BackendName, file: string): OrielError {
  if (error instanceof OrielError) return error;
  if (error instanceof OrielError) return error;
  const text = textOf(error);
  const input = INPUT_REFUSED.exec(text)?.[1];
  if (input !== undefined || SHAPES_REFUSED.test(text))
    return new OrielError('model-input', { input: input ?? null, file, text }, { cause: error });
  return new OrielError('failure-backend', { backend, text }, { cause: error });
}

const rawText = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * The runtime's text on one line, without its preamble and the paths of the machine that built it.
 */
const textOf = (error: unknown): string =>
  foreign(
    rawText(error)
      .replace(/\s+/g, ' ')
      .replace(/^.*?ERROR_MESSAGE: /, '')
      .replace(/\/\S+\.(h|cc):\d+ /g, '')
      .slice(0, 300)
      .trim(),
  );
