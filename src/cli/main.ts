import { dirname, join } from 'node:path';
import type { Card } from '../data/card.ts';
import type { BackgroundChoice, ExplainRequest, FileSource, Progress, Question, Study } from '../engine/protocol.ts';
import { spawnEngine } from '../engine/workers/spawn.ts';
import { asOrielError, OrielError } from '../errors.ts';
import type { Explanation } from '../records/record.ts';
import { cliWords as words } from '../words/en.ts';
import { type ExplainCommand, readArgs } from './args.ts';
import { readCard, readGroups, readModel, readSource } from './files.ts';
import { explainHelp, overview } from './help.ts';
import { table } from './print-record.ts';

/** Where the command line writes. Results go to `out` and nothing else does. */
export interface Streams {
  readonly out: { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number };
  readonly err: { write(text: string): unknown; readonly isTTY?: boolean };
}

const exitCodes = { usage: 2, input: 3, failure: 1 } as const;

/**
 * Runs the command line; resolves with the exit status: 0, 2 for wrong usage, 3 for bad input, 1
 * for a failure.
 */
export async function main(
  argv: readonly string[],
  streams: Streams = { out: process.stdout, err: process.stderr },
): Promise<number> {
  try {
    const command = readArgs(argv);
    if (command.command === 'help') streams.out.write(command.topic === 'explain' ? explainHelp() : overview());
    else await explain(command, streams);
    return 0;
  } catch (thrown) {
    const error = asOrielError(thrown);
    streams.err.write(`oriel: ${error.message}\n`);
    return exitCodes[error.kind];
  }
}

async function explain(command: ExplainCommand, streams: Streams): Promise<void> {
  // What can be wrong with small files is said before anything is started.
  const card = command.card === null ? undefined : await readCard(command.card);
  const groups = command.groups === null ? null : await readGroups(command.groups);
  const { model, beside } = await readModel(command.model);
  const { source } = command;
  const input =
    source.kind === 'text'
      ? await readVocabulary(command, card)
      : await readSource(source.kind === 'rows' ? source.data : source.file);
  const foreign = command.background && 'file' in command.background ? await readSource(command.background.file) : null;

  const engine = spawnEngine(command.workers === null ? {} : { workers: command.workers });
  const { api } = engine;
  const say = (text: string) => streams.err.write(`${text}\n`);
  try {
    const opened = await api.openModel(model, beside);
    const table = source.kind === 'rows' ? await api.openTable(input) : null;
    const picture = source.kind === 'image' ? await api.openPicture(input) : null;
    const vocabulary = source.kind === 'text' ? await api.openVocabulary(input) : null;
    const background = await readBackground(command, foreign ? (await api.openTable(foreign)).handle : null);
    const study = await api.study({
      model: opened.handle,
      table: table?.handle,
      vocabulary: vocabulary?.handle,
      card,
      target: command.target,
    });
    for (const notice of study.notices) say(notice);
    answerQuestions(study, say);
    const request: Omit<ExplainRequest, 'input'> = {
      study: study.handle,
      explainer: { name: command.explainer, options: command.options },
      outputs: command.outputs,
      space: command.space,
      seed: command.seed,
      budget: {
        samples: command.samples ?? undefined,
        milliseconds: command.milliseconds ?? undefined,
        error: command.error ?? undefined,
      },
      background,
      image: command.image ?? undefined,
      text: command.text ?? undefined,
      groups,
      backend: 'wasm',
    };
    const write = writer(command, study, streams);
    const progress = teller(streams);
    if (picture)
      write([await api.explain('job', { ...request, input: { kind: 'picture', picture: picture.handle } }, progress)]);
    else if (source.kind === 'text') write([await api.explain('job', { ...request, input: source }, progress)]);
    else if (source.kind === 'rows') {
      const { first, last } = source;
      if (last >= study.rows)
        throw new OrielError('data-row', { row: last, file: table?.file ?? '', last: study.rows - 1 });
      if (first === last)
        write([await api.explain('job', { ...request, input: { kind: 'row', row: first } }, progress)]);
      else await api.explainRows('job', { ...request, first, last }, write, progress);
    }
  } finally {
    engine.close();
  }
}

/** The vocabulary that was named, or the first that the card names, beside the card. */
async function readVocabulary({ vocabulary, card: path }: ExplainCommand, card: Card | undefined): Promise<FileSource> {
  const [named] = card?.tokenizer?.files ?? [];
  if (vocabulary !== null) return readSource(vocabulary);
  if (named === undefined || path === null) throw new OrielError('usage-unknown', { text: words.noVocabulary });
  return readSource(join(dirname(path), named));
}

function readBackground(command: ExplainCommand, handle: string | null): BackgroundChoice | undefined {
  const { background } = command;
  if (handle !== null) return { method: 'all', rows: 0, table: handle };
  return background && 'rows' in background ? { method: 'sample', rows: background.rows } : undefined;
}

/**
 * How a picture enters a model cannot be guessed: a wrong guess explains another model. The rest
 * can, and is said.
 */
const neverGuessed: readonly Question['about'][] = ['layout', 'size', 'normalisation'];

function answerQuestions(study: Study, say: (text: string) => void): void {
  for (const { about, text, choices, guess } of study.questions) {
    const labels = choices.map(({ label }) => label).join('; ');
    if (neverGuessed.includes(about)) throw new OrielError('request-invalid', { text: words.unanswered(text, labels) });
    say(words.guessed(text, choices.find(({ value }) => value === guess)?.label ?? guess));
  }
}

/** Writes records as they come: a line each, or a table. */
function writer(
  command: ExplainCommand,
  study: Study,
  { out, err }: Streams,
): (records: readonly Explanation[]) => void {
  const labels = labelsOf(study.card);
  const style = { colours: out.isTTY === true && !process.env.NO_COLOR, width: out.columns ?? 100 };
  return (records) => {
    if (err.isTTY) err.write(clearLine);
    for (const record of records)
      out.write(`${command.json ? JSON.stringify(record) : table(record, style, labels)}\n`);
  };
}

/** Tells how far it is, where there is a terminal to tell it. */
function teller({ err }: Streams): (news: Progress) => void {
  return ({ note, rows, done, total, milliseconds }) => {
    if (note) err.write(`${err.isTTY ? clearLine : ''}${note}\n`);
    if (!err.isTTY) return;
    const seconds = Math.round(milliseconds / 100) / 10;
    err.write(
      clearLine + (rows ? words.rowsProgress(rows.done, rows.total, seconds) : words.progress(done, total, seconds)),
    );
  };
}

const clearLine = '\r\u001b[2K';

function labelsOf(card: Card): ReadonlyMap<string, string> {
  return new Map(
    (card.features ?? []).flatMap(({ name, label, unit }) =>
      label ? [[name, unit ? `${label} (${unit})` : label]] : [],
    ),
  );
}
