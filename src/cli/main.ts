import { dirname, join } from 'node:path';
import type { Language } from '../catalogue/language.ts';
import { message } from '../catalogue/message.ts';
import type { Card } from '../data/card.ts';
import type { BackgroundChoice, ExplainRequest, FileSource, Progress, Question, Study } from '../engine/protocol.ts';
import { spawnEngine } from '../engine/workers/spawn.ts';
import { asOrielError, OrielError } from '../errors.ts';
import type { Explanation } from '../records/record.ts';
import { type ExplainCommand, readArgs } from './args.ts';
import { type Environment, environmentLanguage, requestedLanguage, takeLanguage } from './choose-language.ts';
import { readCard, readGroups, readModel, readSource } from './files.ts';
import { explainHelp, overview } from './help.ts';
import { table } from './print-record.ts';
import { columnLabels, inCardWords } from './record-words.ts';

/** Where the command line writes. Results go to `out` and nothing else does. */
export interface Streams {
  readonly out: { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number };
  readonly err: { write(text: string): unknown; readonly isTTY?: boolean };
}

/** The terminal and its language: all that is written for a person goes through it. */
interface Door extends Streams {
  readonly language: Language;
}

const exitCodes = { usage: 2, input: 3, failure: 1 } as const;

/**
 * Runs the command line; resolves with the exit status: 0, 2 for wrong usage, 3 for bad input, 1
 * for a failure.
 */
export async function main(
  argv: readonly string[],
  streams: Streams = { out: process.stdout, err: process.stderr },
  environment: Environment = process.env,
): Promise<number> {
  const { tag, rest } = takeLanguage(argv);
  // What is wrong with --lang itself can only be said in the environment's language.
  let language = await environmentLanguage(environment);
  try {
    if (tag !== null) language = await requestedLanguage(tag);
    const command = readArgs(rest);
    if (command.command === 'help')
      streams.out.write(command.topic === 'explain' ? explainHelp(language) : overview(language));
    else await explain(command, { ...streams, language });
    return 0;
  } catch (thrown) {
    const error = asOrielError(thrown);
    streams.err.write(`oriel: ${language.text(error.said)}\n`);
    return exitCodes[error.kind];
  }
}

async function explain(command: ExplainCommand, door: Door): Promise<void> {
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

  const engine = spawnEngine(command.workers === null ? {} : { workers: command.workers });
  const { api } = engine;
  try {
    const opened = await api.openModel(model, beside);
    const table = source.kind === 'rows' ? await api.openTable(input) : null;
    const picture = source.kind === 'image' ? await api.openPicture(input) : null;
    const vocabulary = source.kind === 'text' ? await api.openVocabulary(input) : null;
    const background = await readBackground(command, otherTable ? (await api.openTable(otherTable)).handle : null);
    const study = await api.study({
      model: opened.handle,
      table: table?.handle,
      vocabulary: vocabulary?.handle,
      card,
      target: command.target,
    });
    for (const notice of study.notices) door.err.write(`${door.language.text(notice)}\n`);
    answerQuestions(study, door);
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
    const write = recordWriter(command, study, door);
    const progress = progressWriter(door);
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

/** The vocabulary given by its option, or the first that the card names, beside the card. */
async function readVocabulary({ vocabulary, card: path }: ExplainCommand, card: Card | undefined): Promise<FileSource> {
  const [named] = card?.tokenizer?.files ?? [];
  if (vocabulary !== null) return readSource(vocabulary);
  if (named === undefined || path === null)
    throw new OrielError('usage-unknown', { text: message('cli.noVocabulary') });
  return readSource(join(dirname(path), named));
}

function readBackground(command: ExplainCommand, handle: string | null): BackgroundChoice | undefined {
  const { background } = command;
  if (handle !== null) return { method: 'all', rows: 0, table: handle };
  return background && 'rows' in background ? { method: 'sample', rows: background.rows } : undefined;
}

/**
 * A wrong guess about how a picture enters would explain another model, without a sign of it. Other
 * questions are answered by their guess, which the person is told.
 */
const neverGuessed: readonly Question['about'][] = ['layout', 'size', 'normalisation'];

function answerQuestions(study: Study, { err, language }: Door): void {
  for (const { about, text: question, choices, guess } of study.questions) {
    if (neverGuessed.includes(about)) {
      const labels = choices.map(({ label }) => label);
      throw new OrielError('request-invalid', { text: message('cli.unanswered', { question, choices: labels }) });
    }
    const answer = choices.find(({ value }) => value === guess)?.label ?? guess;
    err.write(`${language.say('cli.guessed', { question, answer })}\n`);
  }
}

/** Writes records as they come: a line of JSON each, or a table. */
function recordWriter(
  command: ExplainCommand,
  study: Study,
  { out, err, language }: Door,
): (records: readonly Explanation[]) => void {
  const style = {
    colours: out.isTTY === true && !process.env.NO_COLOR,
    width: out.columns ?? 100,
    labels: columnLabels(study.card, language.tag),
    language,
  };
  return (records) => {
    if (err.isTTY) err.write(clearLine);
    for (const record of records) {
      const text = command.json ? JSON.stringify(record) : table(inCardWords(record, study.card, language.tag), style);
      out.write(`${text}\n`);
    }
  };
}

/** Writes notes as they come, and on a terminal a line of progress that overwrites itself. */
function progressWriter({ err, language }: Door): (news: Progress) => void {
  return ({ note, rows, done, total, milliseconds }) => {
    if (note) err.write(`${err.isTTY ? clearLine : ''}${language.text(note)}\n`);
    if (!err.isTTY) return;
    const seconds = Math.round(milliseconds / 100) / 10;
    err.write(
      clearLine +
        (rows
          ? language.say('cli.rowsProgress', { ...rows, seconds })
          : language.say('cli.progress', { done, total, seconds })),
    );
  };
}

const clearLine = '\r\u001b[2K';
