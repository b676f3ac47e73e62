import { message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import { limits } from '../../limits.ts';
import type { InspectRequest } from '../protocol.ts';

/** Throws `request-invalid` for a number that is none of its kind. */
export function checkInspection({ rows, explained, curves, threshold, costs, seed }: InspectRequest): void {
  const check = (name: string, value: number | undefined, isRight: (value: number) => boolean): void => {
    if (value !== undefined && !isRight(value))
      throw new OrielError('request-invalid', {
        text: message('inspecting.notNumber', { name, value: String(value) }),
      });
  };
  const wholeFrom =
    (least: number, most = Number.MAX_SAFE_INTEGER) =>
    (value: number) =>
      Number.isInteger(value) && value >= least && value <= most;
  check('rows', rows, wholeFrom(1));
  check('explained', explained, wholeFrom(1));
  check('curves', curves, wholeFrom(0));
  check('seed', seed, wholeFrom(...limits.seed));
  check('threshold', threshold, Number.isFinite);
  for (const name of ['falsePositive', 'falseNegative'] as const)
    check(`costs.${name}`, costs?.[name], (value) => Number.isFinite(value) && value >= 0);
}
