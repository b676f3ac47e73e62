import { type CommandOption, option, readOptions } from './command-options.ts';
import { usage } from './parser-error.ts';

/** `oriel log`: adds to a log, or lists it. */
export interface LogCommand {
  readonly command: 'log';
  readonly path: string;
  /** null: what is in it is listed. */
  readonly add: { readonly kind: 'note' | 'decision'; readonly text: string; readonly record: string | null } | null;
  readonly json: boolean;
}

export const logFlags: readonly CommandOption[] = [
  option('note', 'TEXT', 'cli.log.note'),
  option('decision', 'TEXT', 'cli.log.decision'),
  option('record', 'ID', 'cli.log.record'),
  option('json', null, 'cli.log.json'),
];

/** Reads what stands behind `log`. Throws `usage-unknown`. */
export function readLog(argv: readonly string[]): LogCommand {
  const [path, ...rest] = argv;
  if (path === undefined || path === '' || path.startsWith('-')) throw usage('cli.log.noPath');
  const reader = readOptions(rest, logFlags, []);
  const [note, decision, record] = [reader.text('note'), reader.text('decision'), reader.text('record')];
  if (note !== null && decision !== null) throw usage('cli.log.one');
  const text = note ?? decision;
  if (text === null && record !== null) throw usage('cli.log.recordOf');
  const kind = note === null ? 'decision' : 'note';
  return { command: 'log', path, add: text === null ? null : { kind, text, record }, json: reader.isOn('json') };
}
