import * as v from 'valibot';
import { OrielError } from '../errors.ts';
import { type Fault, FaultSchema } from './protocol.ts';

/**
 * What of an error can be kept: its kind and its place in the program. Its message is left out,
 * which may quote what somebody typed.
 */
export function faultOf(thrown: unknown): Fault {
  if (thrown instanceof OrielError) return { kind: 'failure', code: thrown.code, at: null };
  const error = thrown instanceof Error ? thrown : null;
  const [, at = null] = /\/([\w.-]{1,80}:\d{1,7}:\d{1,7})\)?$/m.exec(error?.stack ?? '') ?? [];
  const fault = { kind: 'error', code: error?.name ?? 'Error', at };
  return v.is(FaultSchema, fault) ? fault : { kind: 'error', code: 'Error', at };
}

/** Tells of whatever nobody catches in this page. */
export function watchFaults(tell: (fault: Fault) => void): void {
  addEventListener('error', ({ error }) => tell(faultOf(error)));
  addEventListener('unhandledrejection', ({ reason }) => tell(faultOf(reason)));
}
