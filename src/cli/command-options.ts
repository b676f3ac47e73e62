import { parseArgs } from 'node:util';
import { languages } from '../catalogue/languages.ts';
import type { MessageKey, MessageValues } from '../catalogue/message.ts';
import { limits } from '../limits.ts';
import { parserError } from './parser-error.ts';
import { type Value, type ValueReader, valueReader } from './read-values.ts';

/** An option of a command that has no explainers' options, and the text of its help. */
export interface CommandOption {
  readonly name: string;
  /** What stands behind it in the help; null for a switch. */
  readonly value: string | null;
  readonly help: MessageKey;
  readonly helpValues: MessageValues;
}

export const option = (
  name: string,
  value: string | null,
  help: MessageKey,
  helpValues: MessageValues = {},
): CommandOption => ({ name, value, help, helpValues });

const [least, most] = limits.seed;

/** What says how a model and its table are opened, beside their files. */
export const openingOptions: readonly CommandOption[] = [
  option('output-tensor', 'NAME', 'cli.flags.output-tensor'),
  option('trees', 'all|best', 'cli.flags.trees'),
  option('sheet', 'NAME', 'cli.flags.sheet'),
  option('levels', 'sorted|seen|fitting', 'cli.flags.levels'),
  option('seed', 'N', 'cli.flags.seed', { least, most }),
  option('workers', 'N', 'cli.flags.workers'),
  option('lang', 'TAG', 'cli.flags.lang', { tags: Object.keys(languages) }),
];

/** Reads arguments; `several` may be given more than once. Throws `usage-unknown`. */
export function readOptions(
  argv: readonly string[],
  known: readonly CommandOption[],
  several: readonly string[],
): ValueReader {
  const options = Object.fromEntries(
    known.map(({ name, value }) => [
      name,
      { type: value === null ? ('boolean' as const) : ('string' as const), multiple: several.includes(name) },
    ]),
  );
  let values: Readonly<Record<string, Value>>;
  try {
    ({ values } = parseArgs({ args: [...argv], options, strict: true, allowPositionals: false }));
  } catch (error) {
    throw parserError(error as NodeJS.ErrnoException);
  }
  return valueReader((name) => values[name]);
}
