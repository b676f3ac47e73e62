import { parseArgs } from 'node:util';
import { OrielError } from '../errors.ts';
import { explainerFlags, type Flag, flags } from './explain-flags.ts';
import { parserError } from './parser-error.ts';

/** What stands behind `explain`, flag by flag. */
export interface Given {
  /** Value by the flag's own name; a switch is true or false. */
  readonly values: ReadonlyMap<string, string | boolean>;
  /** As it was spelled, for messages. */
  readonly spelled: ReadonlyMap<string, string>;
  readonly outputs: readonly string[];
}

const allFlags: readonly Flag[] = [...flags, ...explainerFlags];
const bySpelling = new Map(
  allFlags.flatMap((flag) => [flag.name, ...flag.aliases].map((name) => [name, flag] as const)),
);
const textual = (flag: Flag): boolean => flag.value !== null;

/** Throws `usage-unknown` and `usage-contradiction`. */
export function readGiven(argv: readonly string[]): Given {
  // parseArgs does not know `--switch=false`.
  const args = argv.map((arg) => {
    const [, name, value] = /^--([\w-]+)=(true|false)$/.exec(arg) ?? [];
    const flag = name === undefined ? undefined : bySpelling.get(name);
    return flag && !textual(flag) ? (value === 'true' ? `--${name}` : `--no-${name}`) : arg;
  });
  const options = Object.fromEntries(
    [...bySpelling].map(([name, flag]) => [
      name,
      { type: textual(flag) ? ('string' as const) : ('boolean' as const), multiple: flag.name === 'output' },
    ]),
  );
  let parsed: Readonly<Record<string, unknown>>;
  try {
    parsed = parseArgs({ args, options, strict: true, allowNegative: true, allowPositionals: false }).values;
  } catch (error) {
    throw parserError(error as NodeJS.ErrnoException);
  }
  const values = new Map<string, string | boolean>();
  const spelled = new Map<string, string>();
  let outputs: readonly string[] = [];
  for (const [spelling, value] of Object.entries(parsed)) {
    const { name } = bySpelling.get(spelling) as Flag;
    const before = spelled.get(name);
    if (before !== undefined)
      throw new OrielError('usage-contradiction', { first: `--${before}`, second: `--${spelling}` });
    spelled.set(name, spelling);
    if (Array.isArray(value)) outputs = value;
    else values.set(name, value as string | boolean);
  }
  return { values, spelled, outputs };
}
