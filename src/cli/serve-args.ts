import { OrielError } from '../errors.ts';
import { serveLimits } from '../limits.ts';
import { type CommandOption, openingOptions, option, readOptions } from './command-options.ts';
import { usage } from './parser-error.ts';
import type { ValueReader } from './read-values.ts';
import { MOST_WORKERS } from './with-model.ts';

/** `oriel serve`: answers HTTP requests about the models of a folder. */
export interface ServeCommand {
  readonly command: 'serve';
  readonly models: string;
  readonly port: number;
  readonly host: string;
  readonly name: string | null;
  /** Folder in which explanations are kept; null for memory. */
  readonly store: string | null;
  /** Of explanations that are kept in memory. */
  readonly keptMegabytes: number;
  readonly queue: number;
  readonly seconds: number;
  readonly megabytes: number;
  readonly instances: number;
  readonly workers: number | null;
}

const PORTS = [0, 65_535] as const;
const KEPT = [1, 65_536] as const;
const QUEUES = [0, 200] as const;
const SECONDS = [1, 3600] as const;
const MEGABYTES = [1, serveLimits.heldMegabytes] as const;
const INSTANCES = [1, 10_000] as const;
const HOST = '127.0.0.1';

const bounded = (name: string, [least, most]: readonly [number, number], standard: number): CommandOption =>
  option(name, 'N', `cli.serve.${name as 'keep-mb' | 'queue' | 'deadline' | 'body-mb' | 'instances'}`, {
    least,
    most,
    standard,
  });

/** The options of `oriel serve`. */
export const serveFlags: readonly CommandOption[] = [
  option('models', 'DIR', 'cli.serve.models'),
  option('port', 'N', 'cli.serve.port', { standard: serveLimits.port }),
  option('host', 'H', 'cli.serve.host', { standard: HOST }),
  option('name', 'NAME', 'cli.serve.name'),
  option('store', 'DIR', 'cli.serve.store'),
  bounded('keep-mb', KEPT, serveLimits.keptMegabytes),
  bounded('queue', QUEUES, serveLimits.queue),
  bounded('deadline', SECONDS, serveLimits.seconds),
  bounded('body-mb', MEGABYTES, serveLimits.megabytes),
  bounded('instances', INSTANCES, serveLimits.instances),
  ...openingOptions.filter(({ name }) => ['workers', 'lang'].includes(name)),
];

/** What KServe adds to the arguments of an explainer, by the options that mean the same. */
const OTHERS = { model_name: 'name', http_port: 'port', predictor_host: null } as const;

const otherFlags = Object.keys(OTHERS).map((name) => option(name, 'X', 'cli.serve.kserve'));

/** Reads what stands behind `serve`. Throws `usage-unknown` and `usage-contradiction`. */
export function readServe(argv: readonly string[]): ServeCommand {
  const reader = readOptions(argv, [...serveFlags, ...otherFlags], []);
  const { text, whole } = reader;
  for (const [other, name] of Object.entries(OTHERS))
    if (name !== null && text(other) !== null && text(name) !== null)
      throw new OrielError('usage-contradiction', { first: `--${name}`, second: `--${other}` });
  const models = text('models');
  if (models === null) throw usage('cli.serve.noModels');
  return {
    command: 'serve',
    models,
    port: whole('port', PORTS) ?? whole('http_port', PORTS) ?? serveLimits.port,
    host: text('host') ?? HOST,
    name: text('name') ?? text('model_name'),
    store: text('store'),
    keptMegabytes: whole('keep-mb', KEPT) ?? serveLimits.keptMegabytes,
    ...readBounds(reader),
    workers: whole('workers', [1, MOST_WORKERS]),
  };
}

const readBounds = ({ whole }: ValueReader) => ({
  queue: whole('queue', QUEUES) ?? serveLimits.queue,
  seconds: whole('deadline', SECONDS) ?? serveLimits.seconds,
  megabytes: whole('body-mb', MEGABYTES) ?? serveLimits.megabytes,
  instances: whole('instances', INSTANCES) ?? serveLimits.instances,
});
