import { ERROR_TARGET, limits } from '../../limits.ts';
import { relativeError } from '../../store/answers.ts';
import type { Settings } from '../settings.ts';
import type { Shown } from '../state.ts';

/** Times as many samples, or as much time. */
const MORE = 4;
/** Smaller errors than this are seen nowhere. */
const LEAST_ERROR = 0.0001;

/**
 * What makes an explanation more exact: more of what ended it, and a smaller error where the one it
 * has would do. Null where nothing does: it is exact, unfinished, or as exact as can be asked for.
 */
export function moreExact(
  { record, unfinished }: Pick<Shown, 'record' | 'unfinished'>,
  { samples, milliseconds, error }: Pick<Settings, 'samples' | 'milliseconds' | 'error'>,
): Partial<Settings> | null {
  if (unfinished || record.standardErrors?.every((errors) => errors.every((one) => one === 0))) return null;
  const reached = relativeError(record);
  const target = error ?? ERROR_TARGET;
  const half = Number((Math.min(target, reached) / 2).toPrecision(2));
  const smaller = half >= LEAST_ERROR ? { error: half } : null;
  const isMet = target > 0 && reached <= target;
  switch (record.stopped) {
    case 'samples': {
      const before = samples ?? record.coalitions;
      const more = Math.min(MORE * before, limits.samples[1]);
      return more === before || (isMet && !smaller) ? null : { samples: more, ...(isMet && smaller) };
    }
    case 'error-target':
      return smaller;
    case 'deadline': {
      const longer = Math.min(MORE * (milliseconds ?? record.milliseconds), limits.milliseconds[1]);
      return milliseconds !== null && longer > milliseconds ? { milliseconds: longer } : null;
    }
    default:
      return null;
  }
}
