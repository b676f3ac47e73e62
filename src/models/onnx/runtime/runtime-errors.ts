// onnxruntime-web throws plain errors; what their texts say about the model is made typed here.

import { message } from '../../../catalogue/message.ts';
import { foreign, OrielError } from '../../../errors.ts';
import type { BackendName } from '../../model.ts';
import { nodeWith } from '../reading/nodes.ts';
import { inputTypes } from './input-types.ts';

/**
 * Texts by which the runtime refuses an operator; groups name it (by its type alone, or with its
 * domain) and its node.
 */
const OPERATOR_REFUSED = [
  /No Op registered for (?<type>\w+) with domain_version/,
  /error: (?<operator>[\w.]*:?\w+)\(-?\d+\) is not a registered function\/op/,
  /Could not find an implementation for (?<type>\w+)\(\d+\) node with name '(?<node>[^']*)'/,
];
/** An operator that is there, but not for values of this type. */
const TYPE_REFUSED =
  /Type 'tensor\((?<type>\w+)\)' of \w+ parameter \(.*?\) of operator \((?<operator>\w+)\) in node \((?<node>.*?)\)/;
/** Types and operators that runtimes commonly lack; other wrong types are the file's fault. */
const SELDOM = /bfloat16|float8|int4|int8|int16|uint/;
const QUANTISED = /^Q|Quant|Integer|NBits/;
/** A node that rows of numbers, or the weights, do not suit. */
const NODE_FAILED = /while running (?<operator>\S+) node\. Name:'(?<node>[^']*)' Status Message: (?<why>.*)$/;
const OPSET_REFUSED = /Opset (\d+) is under development.*support for domain (\S+) is till opset (\d+)/;
/** Names of inputs in the texts about rows that do not fit. */
const INPUT_REFUSED = /(?:invalid dimensions|Invalid rank) for input: (\S+)/;
const SHAPES_REFUSED =
  /invalid (dimensions|rank)|unexpected input data type|dimension mismatch|cannot be reshaped|incompatible dimensions/i;
const NO_FAULT_OF_THE_MODEL = /alloc|memory|webgpu|gpu|device|too large|SafeInt|Integer overflow|require more than/i;

/**
 * Why a session could not be made: an operator that the runtime lacks, a model it cannot read, or
 * its own failure.
 */
export function refusal(error: unknown, model: Uint8Array, backend: BackendName, file: string): OrielError {
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
      { file, operator, node, text: whyRefused(inputTypes(model, node), text) },
      { cause: error },
    );
  }
  const typed = TYPE_REFUSED.exec(text)?.groups;
  if (typed && (SELDOM.test(typed.type) || QUANTISED.test(typed.operator))) {
    const { operator, type } = typed;
    const node = typed.node || nodeWith(model, (name) => name.replace(/^.*:/, '') === operator)?.label || operator;
    return new OrielError(
      'model-unsupported',
      { file, operator, node, text: whyRefused(type === 'float' ? [] : [type], text) },
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
  const text = textOf(error);
  const input = INPUT_REFUSED.exec(text)?.[1];
  if (input !== undefined || SHAPES_REFUSED.test(text))
    return new OrielError('model-input', { input: input ?? null, file, text }, { cause: error });
  const failed = NODE_FAILED.exec(text)?.groups;
  if (failed && backend === 'wasm' && !NO_FAULT_OF_THE_MODEL.test(text)) {
    const why = message('model.nodeFailed', { operator: failed.operator, node: failed.node, text: failed.why });
    return new OrielError('model-input', { input: null, file, text: why }, { cause: error });
  }
  return new OrielError('failure-backend', { backend, text }, { cause: error });
}

const whyRefused = (types: readonly string[], text: string) =>
  types.length > 0 ? message('model.runtimeLacks', { types }) : message('model.runtimeRefuses', { text });

const rawText = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * The runtime's text on one line, without its preambles, the paths of the machine that built it,
 * and the functions of C++ in which it failed.
 */
const textOf = (error: unknown): string =>
  foreign(
    rawText(error)
      .replace(/\s+/g, ' ')
      .replace(/^.*?ERROR_MESSAGE: /, '')
      .replace(/\S+\.(h|cc):\d+ (?!\S*::)\w+ /g, '')
      .replace(/\S+\.(h|cc):\d+ /g, '')
      .replace(/[\w\s*&<>,]*\bonnxruntime::[\w:<>~]*\([^[]*?\)( const)?( \[[^\]]*\])? /g, '')
      .replace(/\[ONNXRuntimeError\] : \d+ : \w+ : /g, '')
      .slice(0, 300)
      .trim(),
  );
