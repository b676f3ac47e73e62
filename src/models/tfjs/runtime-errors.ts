// TensorFlow.js throws plain errors; what their texts say about the model is made typed here.

import { message } from '../../catalogue/message.ts';
import { foreign, OrielError } from '../../errors.ts';
import type { Topology } from './layers.ts';

const UNKNOWN = /Unknown (?:layer|activation|initializer|constraint|regularizer)?:? ?'?"?(?<operator>\w+)/;
const UNKNOWN_OP = /Unknown op '(?<operator>[^']+)'|Kernel '(?<kernel>\w+)' not registered/;
const SHAPES = /shape|rank|ndim|dtype|dimension|incompatible/i;

/** Whether a back end has no such operator. */
export const lacksKernel = (error: unknown): boolean =>
  /Kernel '\w+' not registered|is not implemented in|not yet supported/.test(textOf(error));

/**
 * Why a model could not be made or run: a layer or an operator that is unknown, weights or rows
 * that do not fit, or the back end itself.
 */
export function refusal(error: unknown, backend: string, file: string, topology: Topology): OrielError {
  if (error instanceof OrielError) return error;
  const text = textOf(error);
  const groups = UNKNOWN_OP.exec(text)?.groups ?? UNKNOWN.exec(text)?.groups;
  const operator = groups?.operator ?? groups?.kernel;
  if (operator !== undefined) {
    const details = { file, operator, node: operator, text: message('model.runtimeRefuses', { text }) };
    return new OrielError('model-unsupported', details, { cause: error });
  }
  if (/executeAsync|control flow/.test(text)) {
    const details = {
      file,
      operator:
        topology.operators.find((name) => /While|Switch|If$/.test(name)) ?? message('model.controlFlowOperator'),
      node: null,
      text: message('model.controlFlow'),
    };
    return new OrielError('model-unsupported', details, { cause: error });
  }
  if (/weight/i.test(text)) return new OrielError('model-unreadable', { file, text }, { cause: error });
  if (SHAPES.test(text))
    return new OrielError('model-input', { input: topology.inputs[0]?.name ?? '', file, text }, { cause: error });
  return new OrielError('failure-backend', { backend, text }, { cause: error });
}

const textOf = (error: unknown): string => foreign(foreign(error).replace(/\s+/g, ' ').trim().slice(0, 300));
