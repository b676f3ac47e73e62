// What a cluster refuses of a Job's manifest, without one: its schema, and what the schema lets
// through. A server says the same of a manifest that is applied with `--validate=strict`.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Job } from 'kubernetes-models/batch/v1';

type Fields = Readonly<Record<string, unknown>>;

interface Container {
  readonly name: string;
  readonly volumeMounts?: readonly { readonly name: string }[];
}

interface Manifest {
  readonly metadata?: { readonly name?: string };
  readonly spec?: {
    readonly completionMode?: string;
    readonly completions?: number;
    readonly backoffLimitPerIndex?: number;
    readonly maxFailedIndexes?: number;
    readonly podFailurePolicy?: {
      readonly rules: readonly { readonly onExitCodes?: { readonly containerName?: string } }[];
    };
    readonly template?: {
      readonly spec?: {
        readonly restartPolicy?: string;
        readonly containers?: readonly Container[];
        readonly volumes?: readonly { readonly name: string }[];
      };
    };
  };
}

/** What is wrong with a manifest. */
export function problemsOf(manifest: unknown): string[] {
  const problems: string[] = [];
  try {
    new Job(manifest as ConstructorParameters<typeof Job>[0]).validate();
  } catch (error) {
    problems.push((error as Error).message);
  }
  return [...problems, ...unknownFields(manifest as Fields, typesOf('batch/v1/Job')), ...rules(manifest as Manifest)];
}

/** Where the declaration of a type lies. */
const typesOf = (name: string): string =>
  fileURLToPath(import.meta.resolve(`kubernetes-models/${dirname(name)}`)).replace(
    /index\.js$/,
    `${name.split('/').at(-1)}.d.ts`,
  );

/** Fields of an object that its type, in a file of its own, does not have; and of those within. */
function unknownFields(value: unknown, types: string, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((one, at) => unknownFields(one, types, `${path}[${at}]`));
  if (typeof value !== 'object' || value === null) return [];
  const text = readFileSync(types, 'utf8');
  const imports = new Map(
    [...text.matchAll(/^import \{ (\w+) \} from "([^"]+)";$/gm)].map(([, name, from]) => [name, from]),
  );
  const fields = new Map([...text.matchAll(/^ {4}"(\w+)"\??: (.+)$/gm)].map(([, name, type]) => [name, type]));
  return Object.entries(value).flatMap(([name, own]) => {
    const at = `${path}.${name}`;
    const type = fields.get(name);
    // Quantities and maps are types without fields.
    if (fields.size === 0) return [];
    if (type === undefined) return [`${at} is unknown`];
    const from = imports.get(/\w+/.exec(type.replace(/^Array</, ''))?.[0] ?? '');
    return from === undefined ? [] : unknownFields(own, resolved(from, types), at);
  });
}

const resolved = (from: string, types: string): string =>
  from.startsWith('.')
    ? join(dirname(types), from.replace(/\.js$/, '.d.ts'))
    : fileURLToPath(import.meta.resolve(from)).replace(/\.js$/, '.d.ts');

/** Rules between fields. */
function rules({ metadata, spec = {} }: Manifest): string[] {
  const { completions, backoffLimitPerIndex: perIndex, maxFailedIndexes: most, podFailurePolicy } = spec;
  const { restartPolicy = 'Always', containers = [], volumes = [] } = spec.template?.spec ?? {};
  const isIndexed = spec.completionMode === 'Indexed';
  const names = new Set(containers.map(({ name }) => name));
  const mountable = new Set(volumes.map(({ name }) => name));
  const found: [boolean, string][] = [
    [isIndexed && completions === undefined, 'an Indexed job needs completions'],
    [!['Never', 'OnFailure'].includes(restartPolicy), `a job cannot have restartPolicy ${restartPolicy}`],
    [perIndex !== undefined && !isIndexed, 'backoffLimitPerIndex needs completionMode Indexed'],
    [perIndex !== undefined && restartPolicy !== 'Never', 'backoffLimitPerIndex needs restartPolicy Never'],
    [podFailurePolicy !== undefined && restartPolicy !== 'Never', 'podFailurePolicy needs restartPolicy Never'],
    [most !== undefined && perIndex === undefined, 'maxFailedIndexes needs backoffLimitPerIndex'],
    [most !== undefined && most > (completions ?? 0), 'maxFailedIndexes is more than completions'],
    ...[metadata?.name ?? '', ...names, ...mountable].map((name): [boolean, string] => [
      !/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name),
      `"${name}" is no name`,
    ]),
    ...containers.flatMap(({ volumeMounts = [] }) =>
      volumeMounts.map(({ name }): [boolean, string] => [!mountable.has(name), `there is no volume ${name} to mount`]),
    ),
    ...(podFailurePolicy?.rules ?? []).map(({ onExitCodes }): [boolean, string] => [
      onExitCodes?.containerName !== undefined && !names.has(onExitCodes.containerName),
      'podFailurePolicy names a container that is not there',
    ]),
  ];
  return found.flatMap(([isWrong, text]) => (isWrong ? text : []));
}
