import { asOrielError, loaded } from '../errors.ts';
import { readArgs } from './args.ts';
import { batch, join } from './batch.ts';
import { type Environment, environmentLanguage, requestedLanguage, takeLanguage } from './choose-language.ts';
import { counterfactual } from './counterfactual.ts';
import { explain } from './explain.ts';
import { helpOn } from './help.ts';
import { inspect } from './inspect.ts';
import { log } from './log.ts';
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
 * stopped by a signal. Results that were begun are written to their end, and a service ends what is
 * under way.
 */
export async function main(
  argv: readonly string[],
  streams: Streams = { out: process.stdout, err: process.stderr },
  environment: Environment = process.env,
): Promise<number> {
  // What is wrong with --lang itself can only be said in the environment's language.
  const terminal = new Terminal(streams, await environmentLanguage(environment));
  const stop = new AbortController();
  let [ends, isWaitedFor] = [0, false];
  const release: (() => void)[] = [];
  const stopped = new Promise<number>((resolve) => {
    for (const [signal, status] of Object.entries(endings)) {
      const end = () => {
        ends = status;
        if (!isWaitedFor) resolve(status);
        stop.abort(signal);
      };
      process.once(signal, end);
      release.push(() => process.off(signal, end));
    }
  });
  try {
    const wait = (): void => {
      isWaitedFor = true;
    };
    const status = await Promise.race([run({ argv, environment, terminal, wait }, stop.signal), stopped]);
    return status || ends;
  } finally {
    for (const one of release) one();
    await terminal.close();
  }
}

interface Start {
  readonly argv: readonly string[];
  readonly environment: Environment;
  readonly terminal: Terminal;
  /** Has a signal wait until the command has ended by itself. */
  readonly wait: () => void;
}

async function run({ argv, environment, terminal, wait }: Start, stop: AbortSignal): Promise<number> {
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
    else if (command.command === 'log') await log(command, terminal);
    else if (command.command === 'report') await (await loaded(import('./report.ts'))).report(command, terminal);
    else if (command.command === 'verify') return await verify(command, terminal, stop);
    else if (command.command === 'serve') {
      const { serve } = await loaded(import('./serve.ts'));
      wait();
      await serve(command, terminal, stop);
    } else await explain(command, terminal, stop);
    return 0;
  } catch (thrown) {
    const error = asOrielError(thrown);
    if (!stop.aborted) terminal.say(`oriel: ${terminal.language.text(error.said)}`);
    return exitCodes[error.kind];
  }
}
