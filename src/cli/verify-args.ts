import type { PlayerKind } from '../data/text/text-players.ts';
import { limits } from '../limits.ts';
import { type CommandOption, openingOptions, option, readOptions } from './command-options.ts';
import { MOST_WINDOW, PLAYERS } from './explain-args.ts';
import { SEGMENTS } from './explain-flags.ts';
import { usage } from './parser-error.ts';
import type { ValueReader } from './read-values.ts';
import { type ModelChoice, readChoice } from './with-model.ts';

/** With what everything is made anew. */
export interface Anew {
  readonly choice: ModelChoice;
  readonly data: string | null;
  readonly vocabulary: string | null;
  /** What stands for an input that was removed. */
  readonly image: string | null;
  readonly text: string | null;
  readonly background: string | null;
  /** What records were asked for, which they do not say; null where nothing is known of it. */
  readonly budget: { readonly samples?: number; readonly error?: number } | null;
  readonly segments: number | null;
  readonly players: PlayerKind | null;
  readonly window: number | null;
}

/** `oriel verify`: whether a bundle, records, a report or a log are what was written. */
export interface VerifyCommand {
  readonly command: 'verify';
  readonly path: string;
  /** The records that a log names. */
  readonly records: string | null;
  /** null where only hashes are checked. */
  readonly anew: Anew | null;
}

const [fewest, most] = limits.segments;

export const verifyFlags: readonly CommandOption[] = [
  option('model', 'F', 'cli.verify.model'),
  option('data', 'F', 'cli.verify.data'),
  option('card', 'F', 'cli.verify.card'),
  option('target', 'COL', 'cli.flags.target'),
  option('background', 'F', 'cli.verify.background'),
  option('records', 'F', 'cli.verify.beside'),
  option('vocabulary', 'F', 'cli.verify.vocabulary'),
  option('image', 'F', 'cli.verify.image'),
  option('text', '"..."', 'cli.verify.text'),
  option('segments', 'N', 'cli.flags.segments', { least: fewest, most, standard: SEGMENTS }),
  option('players', 'WHAT', 'cli.flags.players'),
  option('window', 'N', 'cli.flags.window'),
  option('samples', 'N', 'cli.verify.samples'),
  option('error', 'X', 'cli.verify.error'),
  ...openingOptions.filter(({ name }) => name !== 'seed'),
];

/** Reads what stands behind `verify`. Throws `usage-unknown`. */
export function readVerify(argv: readonly string[]): VerifyCommand {
  const [path, ...rest] = argv;
  if (path === undefined || path === '' || path.startsWith('-')) throw usage('cli.verify.noPath');
  const reader = readOptions(rest, verifyFlags, []);
  const [model, data, records] = [reader.text('model'), reader.text('data'), reader.text('records')];
  if (model === null) {
    // All other options are about what is made anew.
    const about = ['records', 'lang', 'workers'];
    if (verifyFlags.some(({ name }) => !about.includes(name) && reader.text(name) !== null))
      throw usage('cli.verify.both');
    return { command: 'verify', path, records, anew: null };
  }
  const anew = {
    choice: { model, ...readChoice(reader) },
    data,
    vocabulary: reader.text('vocabulary'),
    image: reader.text('image'),
    text: reader.text('text'),
    background: reader.text('background'),
    budget: readBudget(reader),
    segments: reader.whole('segments', limits.segments),
    players: reader.one('players', PLAYERS) ?? null,
    window: reader.whole('window', [0, MOST_WINDOW]),
  };
  return { command: 'verify', path, records, anew };
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
