import { dirname, join } from 'node:path';
import { aboutWords } from '../audit/about-words.ts';
import { type Message, message } from '../catalogue/message.ts';
import type { Card } from '../data/card.ts';
import { OrielError } from '../errors.ts';
import type { Batch, ExplainOptions, Study } from '../library/index.ts';
import type { Explanation } from '../records/record.ts';
import { protectedRemark } from '../wording/display.ts';
import type { ExplainCommand } from './explain-args.ts';
import { readGroups, readSource, type Source } from './files.ts';
import { whileAlive } from './patience.ts';
import { type CsvTable, csvTable, csvWriter } from './print-csv.ts';
import { formWriter } from './print-form.ts';
import { writeReasons } from './print-reasons.ts';
import { table } from './print-record.ts';
import { inCardWords, playerLabels } from './record-words.ts';
import type { Terminal } from './terminal.ts';
import { withModel } from './with-model.ts';

/** Runs `oriel explain`. */
export const explain = (command: ExplainCommand, terminal: Terminal, stop: AbortSignal): Promise<void> =>
  withModel({
    choice: command,
    terminal,
    stop,
    read: (card) => readBeside(command, card),
    async run(model, { input, groups, otherTable }, oriel) {
      const { source } = command;
      const { facts } = model;
      const options = explainOptions(command, { groups, otherTable });
      const table = command.csv && source.kind === 'rows' ? await csvTable(model) : null;
      const writeRecords = recordWriter(command, { study: facts, table, terminal });
      const log = logger(command, terminal);
      // Whoever sees an explanation finds it in the log.
      const write = async (records: readonly Explanation[]): Promise<void> => {
        await log(records);
        await writeRecords(records);
      };
      const progress = progressWriter(terminal);
      if (source.kind === 'rows' && source.last >= facts.rows)
        throw new OrielError('data-row', { row: source.last, file: input.name, last: facts.rows - 1 });
      if (command.reasons && source.kind === 'rows')
        return writeReasons({ model, source, reasons: command.reasons, json: command.json }, options, {
          terminal,
          oriel,
          log,
        });
      const first = source.kind === 'rows' ? source.first : source.kind === 'text' ? source : input;
      // A limit of time is for explaining: it counts once the model is loaded and has answered.
      if (command.milliseconds !== null) await whileAlive(model.predict([first]), oriel);
      if (source.kind === 'rows' && source.first < source.last) {
        const batch = model.explainAll(source, options);
        batch.on('progress', ({ done, total, ...news }) => progress({ ...news, rows: { done, total } }));
        await whileAlive(writeAll(batch, write), oriel);
      } else {
        const job = model.explain(first, options);
        job.on('progress', progress);
        await write([await whileAlive(job.result, oriel)]);
      }
    },
  });

/** What a command asks of the library. */
export const explainOptions = (
  command: ExplainCommand,
  { groups, otherTable }: Pick<Beside, 'groups' | 'otherTable'>,
): ExplainOptions => ({
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
  tabular: command.tabular ?? undefined,
  groups,
  backend: 'wasm',
});

/** Adds an entry for each explanation to the log, if there is one. */
const logger =
  ({ log }: ExplainCommand, { language }: Terminal) =>
  async (records: readonly Explanation[]): Promise<void> => {
    if (log === null || records.length === 0) return;
    const { addToLog } = await import('./log-file.ts');
    const notes = records.map((record) => ({
      kind: 'explanation' as const,
      record,
      text: language.text(aboutWords(record)),
    }));
    await addToLog(log, notes);
  };

type Beside = Awaited<ReturnType<typeof readBeside>>;

/** Reads all files but the model's. Small ones are checked before large ones are read. */
export async function readBeside(command: ExplainCommand, card: Card | undefined) {
  const { source, background } = command;
  const groups = command.groups === null ? null : await readGroups(command.groups);
  const input =
    source.kind === 'text'
      ? await readVocabulary(command, card)
      : await readSource(source.kind === 'rows' ? source.data : source.file);
  const otherTable = background && 'file' in background ? await readSource(background.file) : null;
  const files = source.kind === 'image' ? {} : { [source.kind === 'rows' ? 'table' : 'vocabulary']: input };
  return { input, groups, otherTable, files };
}

/** Writes records as they come. What is wrong with a row ends it, once those before are written. */
async function writeAll(batch: Batch, write: (records: readonly Explanation[]) => Promise<void>): Promise<void> {
  for await (const items of batch.blocks()) {
    await write(items.flatMap(({ record }) => record ?? []));
    for (const { error } of items) if (error) throw error;
  }
}

/** The vocabulary given by its option, or the first that the card names, beside the card. */
export async function readVocabulary(
  { vocabulary, card: path }: Pick<ExplainCommand, 'vocabulary' | 'card'>,
  card: Card | undefined,
): Promise<Source> {
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
  const drawn = (record: Explanation) => {
    const labels = playerLabels(record, card, language);
    const remark = protectedRemark(record, card, language);
    return table(inCardWords(record, card, language), { width, language, units, labels, remark });
  };
  if (command.as !== null) return formWriter(command.as, terminal, { modelOutputs: outputs });
  const csv = csvWriter(command.outputs === 'default' || command.outputs === 'all' ? outputs : command.outputs, rows);
  return async (records) => {
    if (command.csv) return terminal.print(await csv(records));
    for (const record of records) await (command.json ? terminal.printJson(record) : terminal.print(drawn(record)));
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
