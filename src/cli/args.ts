import { type BatchCommand, type JoinCommand, readBatch } from './batch-args.ts';
import type { Environment } from './choose-language.ts';
import { type CounterfactualCommand, readCounterfactual } from './counterfactual-args.ts';
import { type ExplainCommand, type RecordCommand, readExplain } from './explain-args.ts';
import { type InspectCommand, readInspect } from './inspect-args.ts';
import { type LogCommand, readLog } from './log-args.ts';
import { usage } from './parser-error.ts';
import type { PartsCommand } from './parts-args.ts';
import { type ReportCommand, readReportArgs } from './report-args.ts';
import { readServe, type ServeCommand } from './serve-args.ts';
import { readVerify, type VerifyCommand } from './verify-args.ts';

export type Command =
  | ExplainCommand
  | RecordCommand
  | CounterfactualCommand
  | PartsCommand
  | InspectCommand
  | BatchCommand
  | JoinCommand
  | VerifyCommand
  | LogCommand
  | ReportCommand
  | ServeCommand
  | { readonly command: 'help'; readonly topic: Topic };

const TOPICS = ['explain', 'batch', 'counterfactual', 'inspect', 'verify', 'log', 'report', 'serve'] as const;
/** What there is help on: the commands, and all of them together. */
export type Topic = (typeof TOPICS)[number] | 'oriel';

/**
 * Reads the command line's arguments (without node, script and `--lang`); a scheduler's environment
 * says which shard of a batch is asked for. Throws `usage-unknown` and `usage-contradiction`.
 */
export function readArgs(argv: readonly string[], environment: Environment = {}): Command {
  const [command, ...rest] = argv;
  if (command === 'help') {
    return { command: 'help', topic: TOPICS.find((topic) => topic === rest[0]) ?? 'oriel' };
  }
  if (command === '--help' || command === '-h') return { command: 'help', topic: 'oriel' };
  if (command === undefined) throw usage('cli.noCommand');
  const topic = TOPICS.find((one) => one === command);
  if (!topic) throw usage('cli.unknownCommand', { name: command });
  if (rest.includes('--help') || rest.includes('-h')) return { command: 'help', topic };
  if (command === 'batch') return readBatch(rest, environment);
  if (command === 'counterfactual') return readCounterfactual(rest);
  if (command === 'verify') return readVerify(rest);
  if (command === 'log') return readLog(rest);
  if (command === 'report') return readReportArgs(rest);
  if (command === 'serve') return readServe(rest);
  if (command === 'inspect') return readInspect(rest);
  return readExplain(rest);
}
