import { asOrielError } from '../errors.ts';
import { readArgs } from './args.ts';
import { batch, join } from './batch.ts';
import { type Environment, environmentLanguage, requestedLanguage, takeLanguage } from './choose-language.ts';
import { counterfactual } from './counterfactual.ts';
import { explain } from './explain.ts';
import { helpOn } from './help.ts';
import { inspect } from './inspect.ts';
import { parts } from './parts.ts';
import { printSaved } from './print-saved.ts';
import { type Streams, Terminal } from './terminal.ts';
import { verify } from './verify.ts';

const exitCodes = { usage: 2, input: 3, failure: 1 } as const;

/** Signals that end the command line, and the exit status that a shell expects of each. */
const endings = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Runs the command line; resolves with the exit status: 0, 2 for wrong usage, 3 for bad input, 1
 * for a failure, 4 where something was verified and is not as it was, 130 and 143 when it was
 * stopped by a signal. Results that were begun are written to their end.
 */
export async function main(
  argv: readonly string[],
  streams: Streams = { out: process.stdout, err: process.stderr },
  environment: Environment = process.env,
): Promise<number> {
  // What is wrong with --lang itself can only be said in the environment's language.
  const terminal = new Terminal(streams, await environmentLanguage(environment));
  const stop = new AbortController();
  const release: (() => void)[] = [];
  const stopped = new Promise<number>((resolve) => {
    for (const [signal, status] of Object.entries(endings)) {
      const end = () => {
        resolve(status);
        stop.abort(signal);
      };
      process.once(signal, end);
      release.push(() => process.off(signal, end));
    }
  });
  try {
    return await Promise.race([run({ argv, environment, terminal }, stop.signal), stopped]);
  } finally {
    for (const one of release) one();
    await terminal.close();
  }
}

interface Start {
  readonly argv: readonly string[];
  readonly environment: Environment;
  readonly terminal: Terminal;
}

async function run({ argv, environment, terminal }: Start, stop: AbortSignal): Promise<number> {
  try {
    const { tag, rest } = takeLanguage(argv);
    if (tag !== null) terminal.language = await requestedLanguage(tag);
    const command = readArgs(rest, environment);
    const { language } = terminal;
    if (command.command === 'help') await terminal.print(helpOn(command.topic, language).split('\n'));
    else if (command.command === 'record') await printSaved(command, terminal);
    else if (command.command === 'counterfactual') await counterfactual(command, terminal, stop);
    else if (command.command === 'parts') await parts(command, terminal, stop);
    else if (command.command === 'inspect') await inspect(command, terminal, stop);
    else if (command.command === 'batch') return await batch(command, terminal, stop);
    else if (command.command === 'join') return await join(command, terminal, stop);
    else if (command.command === 'verify') return await verify(command, terminal, stop);
    else await explain(command, terminal, stop);
    return 0;
  } catch (thrown) {
    const error = asOrielError(thrown);
    if (!stop.aborted) terminal.say(`oriel: ${terminal.language.text(error.said)}`);
    return exitCodes[error.kind];
  }
}
