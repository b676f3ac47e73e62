import { dirname, join } from 'node:path';
import { type Message, message } from '../catalogue/message.ts';
import type { Card } from '../data/card.ts';
import { asOrielError, OrielError } from '../errors.ts';
import type { Study } from '../library/index.ts';
import { type Batch, createOriel, type ExplainOptions } from '../library/index.ts';
import type { Explanation } from '../records/record.ts';
import { answerQuestions } from './answer-questions.ts';
import { type ExplainCommand, readArgs } from './args.ts';
import { type Environment, environmentLanguage, requestedLanguage, takeLanguage } from './choose-language.ts';
import { counterfactual } from './counterfactual.ts';
import { readCard, readGroups, readModel, readSource, type Source } from './files.ts';
import { helpOn } from './help.ts';
import { inspect } from './inspect.ts';
import { whileAlive, withinTime } from './patience.ts';
import { type CsvTable, csvTable, csvWriter } from './print-csv.ts';
import { formWriter } from './print-form.ts';
import { table } from './print-record.ts';
import { printSaved } from './print-saved.ts';
import { columnLabels, inCardWords } from './record-words.ts';
import { type Streams, Terminal } from './terminal.ts';

const exitCodes = { usage: 2, input: 3, failure: 1 } as const;

/** Signals that end the command line, and the exit status that a shell expects of each. */
const endings = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Runs the command line; resolves with the exit status: 0, 2 for wrong usage, 3 for bad input, 1
 * for a failure, 130 and 143 when it was stopped by a signal. Results that were begun are written
 * to their end.
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
        stop.abort();
      };
      process.once(signal, end);
      release.push(() => process.off(signal, end));
    }
  });
  try {
    return await Promise.race([run(argv, terminal, stop.signal), stopped]);
  } finally {
    for (const one of release) one();
    await terminal.close();
  }
}

async function run(argv: readonly string[], terminal: Terminal, stop: AbortSignal): Promise<number> {
  try {
    const { tag, rest } = takeLanguage(argv);
    if (tag !== null) terminal.language = await requestedLanguage(tag);
    const command = readArgs(rest);
    const { language } = terminal;
    if (command.command === 'help') await terminal.print(helpOn(command.topic, language).split('\n'));
    else if (command.command === 'record') await printSaved(command, terminal);
    else if (command.command === 'counterfactual') await counterfactual(command, terminal, stop);
    else if (command.command === 'inspect') await inspect(command, terminal, stop);
    else await explain(command, terminal, stop);
    return 0;
  } catch (thrown) {
    const error = asOrielError(thrown);
    if (!stop.aborted) terminal.say(`oriel: ${terminal.language.text(error.said)}`);
    return exitCodes[error.kind];
  }
}

async function explain(command: ExplainCommand, terminal: Terminal, stop: AbortSignal): Promise<void> {
  terminal.doing(message('cli.doing.opening'));
  // Small files are checked before anything is started.
  const card = command.card === null ? undefined : await readCard(command.card);
  const groups = command.groups === null ? null : await readGroups(command.groups);
  const { model, beside } = await readModel(command.model);
  const { source } = command;
  const input =
    source.kind === 'text'
      ? await readVocabulary(command, card)
      : await readSource(source.kind === 'rows' ? source.data : source.file);
  const otherTable =
    command.background && 'file' in command.background ? await readSource(command.background.file) : null;

  const oriel = await createOriel({ keep: 'none', ...(command.workers !== null && { workers: command.workers }) });
  stop.addEventListener('abort', () => void oriel.close());
  try {
    stop.throwIfAborted();
    terminal.doing(message('cli.doing.reading'));
    const opening = oriel.open(
      {
        model,
        parts: beside,
        ...(source.kind === 'rows' && { table: input }),
        ...(source.kind === 'text' && { vocabulary: input }),
      },
      {
        card,
        // Questions are the person's to answer, in words of the command line.
        ask: 'none',
        target: command.target,
        outputTensor: command.outputTensor ?? undefined,
        trees: command.trees ?? undefined,
        sheet: command.sheet ?? undefined,
        levels: command.levels ?? undefined,
      },
    );
    const opened = await withinTime(opening, [model.name, input.name]);
    const { facts } = opened;
    for (const notice of facts.notices) terminal.say(notice);
    answerQuestions(facts, terminal);
    const options: ExplainOptions = {
      explainer: command.explainer,
      explainerOptions: command.options,
      outputs: command.outputs,
      space: command.space,
      seed: command.seed,
      budget: {
        samples: command.samples ?? undefined,
        milliseconds: command.milliseconds ?? undefined,
        error: command.error ?? undefined,
      },
      background: otherTable ? { file: otherTable } : backgroundRows(command),
      image: command.image ?? undefined,
      text: command.text ?? undefined,
      sequence: command.sequence ?? undefined,
      groups,
      backend: 'wasm',
    };
    const table = command.csv && source.kind === 'rows' ? await csvTable(opened) : null;
    const write = recordWriter(command, { study: facts, table, terminal });
    const progress = progressWriter(terminal);
    terminal.doing(message('cli.doing.preparing'));
    if (source.kind === 'rows' && source.last >= facts.rows)
      throw new OrielError('data-row', { row: source.last, file: input.name, last: facts.rows - 1 });
    const first = source.kind === 'rows' ? source.first : source.kind === 'text' ? source : input;
    // A limit of time is for explaining: it counts once the model is loaded and has answered.
    if (command.milliseconds !== null) await whileAlive(opened.predict([first]), oriel);
    if (source.kind === 'rows' && source.first < source.last) {
      const batch = opened.explainAll(source, options);
      batch.on('progress', ({ done, total, ...news }) => progress({ ...news, rows: { done, total } }));
      await whileAlive(writeAll(batch, write), oriel);
    } else {
      const job = opened.explain(first, options);
      job.on('progress', progress);
      await write([await whileAlive(job.result, oriel)]);
    }
  } finally {
    await oriel.close();
  }
}

/** Writes records as they come. What is wrong with a row ends it, once those before are written. */
async function writeAll(batch: Batch, write: (records: readonly Explanation[]) => Promise<void>): Promise<void> {
  for await (const items of batch.blocks()) {
    await write(items.flatMap(({ record }) => record ?? []));
    for (const { error } of items) if (error) throw error;
  }
}

/** The vocabulary given by its option, or the first that the card names, beside the card. */
async function readVocabulary({ vocabulary, card: path }: ExplainCommand, card: Card | undefined): Promise<Source> {
  const [named] = card?.tokenizer?.files ?? [];
  if (vocabulary !== null) return readSource(vocabulary);
  if (named === undefined || path === null)
    throw new OrielError('usage-unknown', { text: message('cli.noVocabulary') });
  return readSource(join(dirname(path), named));
}

function backgroundRows({ background }: ExplainCommand): ExplainOptions['background'] {
  return background && 'rows' in background ? { rows: background.rows } : undefined;
}

interface RecordWriterTools {
  readonly study: Study;
  /** The columns of a table that a file of its rows has; null where there is no such file. */
  readonly table: CsvTable | null;
  readonly terminal: Terminal;
}

/** Writes records as they come: a line of JSON or of CSV each, or a table. */
function recordWriter(
  command: ExplainCommand,
  { study: { card, outputs }, table: rows, terminal }: RecordWriterTools,
): (records: readonly Explanation[]) => Promise<void> {
  const { language, width } = terminal;
  // A quantity may lie between 0 and 1 as a probability does: only the card tells them apart.
  const units = card.task === 'regression' ? 'value' : null;
  const style = { width, labels: columnLabels(card, language.tag), language, units } as const;
  if (command.as !== null) return formWriter(command.as, terminal, { modelOutputs: outputs });
  const csv = csvWriter(command.outputs === 'default' || command.outputs === 'all' ? outputs : command.outputs, rows);
  return async (records) => {
    if (command.csv) return terminal.print(await csv(records));
    for (const record of records)
      await (command.json
        ? terminal.printJson(record)
        : terminal.print(table(inCardWords(record, card, language.tag), style)));
  };
}

interface News {
  readonly note: Message | null;
  readonly milliseconds: number;
  /** Coalitions of one explanation, in all null where that is open. */
  readonly done?: number;
  readonly total?: number | null;
  /** Rows, where there are several. */
  readonly rows?: { readonly done: number; readonly total: number };
}

/** Writes notes as they come, and on a terminal a line of progress that overwrites itself. */
function progressWriter(terminal: Terminal): (news: News) => void {
  return ({ note, rows, done = 0, total = null, milliseconds }) => {
    if (note) terminal.say(note);
    const seconds = Math.round(milliseconds / 100) / 10;
    terminal.progress(
      rows ? message('cli.rowsProgress', { ...rows, seconds }) : message('cli.progress', { done, total, seconds }),
    );
  };
}
