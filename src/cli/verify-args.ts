import { limits } from '../limits.ts';
import { type CommandOption, openingOptions, option, readOptions } from './command-options.ts';
import { usage } from './parser-error.ts';
import type { ValueReader } from './read-values.ts';
import { type ModelChoice, readChoice } from './with-model.ts';

/** With what everything is made anew. */
export interface Anew {
  readonly choice: ModelChoice;
  readonly data: string;
  readonly background: string | null;
  /** What records were asked for, which they do not say; null where nothing is known of it. */
  readonly budget: { readonly samples?: number; readonly error?: number } | null;
}

/** `oriel verify`: whether a bundle, records or a log are what was written. */
export interface VerifyCommand {
  readonly command: 'verify';
  readonly path: string;
  /** null where only hashes are checked. */
  readonly anew: Anew | null;
}

export const verifyFlags: readonly CommandOption[] = [
  option('model', 'F', 'cli.verify.model'),
  option('data', 'F', 'cli.verify.data'),
  option('card', 'F', 'cli.verify.card'),
  option('target', 'COL', 'cli.flags.target'),
  option('background', 'F', 'cli.verify.background'),
  option('samples', 'N', 'cli.verify.samples'),
  option('error', 'X', 'cli.verify.error'),
  ...openingOptions.filter(({ name }) => name !== 'seed'),
];

/** Reads what stands behind `verify`. Throws `usage-unknown`. */
export function readVerify(argv: readonly string[]): VerifyCommand {
  const [path, ...rest] = argv;
  if (path === undefined || path === '' || path.startsWith('-')) throw usage('cli.verify.noPath');
  const reader = readOptions(rest, verifyFlags, []);
  const [model, data] = [reader.text('model'), reader.text('data')];
  if ((model === null) !== (data === null)) throw usage('cli.verify.both');
  // All other options are about what is made anew.
  if (model === null && rest.length > 0) throw usage('cli.verify.both');
  if (model === null || data === null) return { command: 'verify', path, anew: null };
  const choice = { model, ...readChoice(reader) };
  return {
    command: 'verify',
    path,
    anew: { choice, data, background: reader.text('background'), budget: readBudget(reader) },
  };
}

function readBudget({ text, whole }: ValueReader): Anew['budget'] {
  const [samples, error] = [whole('samples', limits.samples), text('error')];
  const [least, most] = limits.error;
  const part = error === null ? null : Number(error);
  if (part !== null && !(part >= least && part <= most))
    throw usage('cli.notNumber', { name: 'error', least, most, value: error });
  if (samples === null && part === null) return null;
  return { ...(samples !== null && { samples }), ...(part !== null && { error: part }) };
}
