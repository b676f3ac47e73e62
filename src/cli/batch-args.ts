import { parseArgs } from 'node:util';
import type { Shard } from '../bundle/shares.ts';
import { OrielError } from '../errors.ts';
import { batchFlags, notOfBatches } from './batch-flags.ts';
import type { Environment } from './choose-language.ts';
import { type ExplainCommand, readExplain } from './explain-args.ts';
import { parserError, usage } from './parser-error.ts';
import { readCondition } from './when.ts';

/** `oriel batch`: explains rows of a table into a folder. */
export interface BatchCommand {
  readonly command: 'batch';
  /** What is asked for of each row; its own row means nothing. */
  readonly explain: ExplainCommand;
  readonly data: string;
  readonly out: string;
  /** Both included; null for all. */
  readonly rows: { readonly first: number; readonly last: number } | null;
  readonly shard: Shard;
  readonly resume: boolean;
  readonly records: boolean;
  readonly when: string | null;
}

/** `oriel batch --join`: makes one bundle of shards. */
export interface JoinCommand {
  readonly command: 'join';
  readonly folders: readonly string[];
  readonly out: string;
}

const MOST_SHARDS = 100_000;

/** Reads what stands behind `batch`. Throws `usage-unknown` and `usage-contradiction`. */
export function readBatch(argv: readonly string[], environment: Environment): BatchCommand | JoinCommand {
  if (argv.includes('--join')) return readJoin(argv.filter((arg) => arg !== '--join'));
  const { own, rest } = takeOwn(argv);
  const text = (name: string): string | null => {
    const value = own.get(name);
    if (value === '') throw usage('cli.emptyOption', { name });
    return value ?? null;
  };
  const out = text('out');
  if (out === null) throw usage('cli.batch.noOut');
  for (const name of notOfBatches)
    if (rest.some((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`)))
      throw usage('cli.batch.notHere', { name });
  const explain = readExplain([...rest, '--row', '0']);
  if (explain.command !== 'explain' || explain.source.kind !== 'rows') throw usage('cli.noSource');
  const when = text('when');
  if (when !== null) readCondition(when);
  return {
    command: 'batch',
    explain,
    data: explain.source.data,
    out,
    rows: readRows(text('rows')),
    shard: readShard({ shard: text('shard'), shards: text('shards') }, environment),
    resume: own.has('resume'),
    records: own.has('records'),
    when,
  };
}

function readJoin(argv: readonly string[]): JoinCommand {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: { out: { type: 'string' } },
      strict: true,
      allowPositionals: true,
    });
    if (positionals.length === 0) throw usage('cli.batch.nothingToJoin');
    if (values.out === undefined && positionals.length > 1) throw usage('cli.batch.noOut');
    return { command: 'join', folders: positionals, out: values.out ?? positionals[0] };
  } catch (error) {
    throw error instanceof OrielError ? error : parserError(error as NodeJS.ErrnoException);
  }
}

/** Takes a batch's own options out of the arguments. A switch is there or not. */
function takeOwn(argv: readonly string[]): { own: Map<string, string>; rest: string[] } {
  const own = new Map<string, string>();
  const rest: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const [, name, value] = /^--([a-z]+)(?:=([\s\S]*))?$/.exec(argv[at]) ?? [];
    const flag = batchFlags.find((one) => one.name === name);
    if (!flag) {
      rest.push(argv[at]);
      continue;
    }
    if (own.has(name)) throw new OrielError('usage-contradiction', { first: `--${name}`, second: `--${name}` });
    if (flag.value === null && value !== undefined) throw usage('cli.unwantedValue', { name: `--${name}` });
    const given = flag.value === null ? name : (value ?? argv[++at]);
    if (given === undefined || (value === undefined && given.startsWith('--')))
      throw usage('cli.missingValue', { name: `--${name}` });
    own.set(name, given);
  }
  return { own, rest };
}

function readRows(value: string | null): BatchCommand['rows'] {
  if (value === null) return null;
  const [, first, last] = /^(\d+)-(\d+)$/.exec(value) ?? [];
  if (first === undefined || Number(last) < Number(first)) throw usage('cli.batch.wrongRows', { value });
  return { first: Number(first), last: Number(last) };
}

const whole = (text: string | undefined): number | null =>
  text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : null;

/**
 * Which shard it is: as it was said, or as a scheduler says it. A task of a Slurm array is one of
 * as many as the array has; a pod of a Kubernetes Job is not told how many there are.
 */
export function readShard(
  { shard, shards }: { readonly shard: string | null; readonly shards: string | null },
  environment: Environment,
): Shard {
  if (shard !== null && shards !== null)
    throw new OrielError('usage-contradiction', { first: '--shard', second: '--shards' });
  if (shard !== null) {
    const [, number, of] = /^(\d{1,9})\/(\d{1,9})$/.exec(shard) ?? [];
    const found = { index: Number(number) - 1, of: Number(of) };
    if (!(found.index >= 0 && found.index < found.of && found.of <= MOST_SHARDS))
      throw usage('cli.batch.wrongShard', { value: shard });
    return found;
  }
  const slurm = whole(environment.SLURM_ARRAY_TASK_ID);
  const kubernetes = whole(environment.JOB_COMPLETION_INDEX);
  if (shards !== null) {
    const of = whole(shards) ?? 0;
    if (of < 1 || of > MOST_SHARDS)
      throw usage('cli.notWhole', { name: 'shards', least: 1, most: MOST_SHARDS, value: shards });
    const index = slurm ?? kubernetes;
    if (index === null) throw usage('cli.batch.whichShard');
    if (index >= of) throw usage('cli.batch.beyondShards', { index, of });
    return { index, of };
  }
  const of = whole(environment.SLURM_ARRAY_TASK_COUNT);
  if (slurm !== null && of !== null) {
    const least = whole(environment.SLURM_ARRAY_TASK_MIN) ?? 0;
    const step = Math.max(1, whole(environment.SLURM_ARRAY_TASK_STEP) ?? 1);
    return { index: Math.floor((slurm - least) / step), of };
  }
  if (kubernetes !== null) throw usage('cli.batch.howMany');
  return { index: 0, of: 1 };
}
