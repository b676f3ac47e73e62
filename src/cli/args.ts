import { type CounterfactualCommand, readCounterfactual } from './counterfactual-args.ts';
import { type ExplainCommand, type RecordCommand, readExplain } from './explain-args.ts';
import { type InspectCommand, readInspect } from './inspect-args.ts';
import { usage } from './parser-error.ts';

export type Command =
  | ExplainCommand
  | RecordCommand
  | CounterfactualCommand
  | InspectCommand
  | { readonly command: 'help'; readonly topic: Topic };

const TOPICS = ['explain', 'counterfactual', 'inspect'] as const;
/** What there is help on: the commands, and all of them together. */
export type Topic = (typeof TOPICS)[number] | 'oriel';

/**
 * Reads the command line's arguments (without node, script and `--lang`). Throws `usage-unknown`
 * and `usage-contradiction`.
 */
export function readArgs(argv: readonly string[]): Command {
  const [command, ...rest] = argv;
  if (command === 'help') {
    return { command: 'help', topic: TOPICS.find((topic) => topic === rest[0]) ?? 'oriel' };
  }
  if (command === '--help' || command === '-h') return { command: 'help', topic: 'oriel' };
  if (command === undefined) throw usage('cli.noCommand');
  const topic = TOPICS.find((one) => one === command);
  if (!topic) throw usage('cli.unknownCommand', { name: command });
  if (rest.includes('--help') || rest.includes('-h')) return { command: 'help', topic };
  if (command === 'counterfactual') return readCounterfactual(rest);
  if (command === 'inspect') return readInspect(rest);
  return readExplain(rest);
}
