import { againstLog } from '../audit/against-log.ts';
import { checkLog } from '../audit/check-log.ts';
import { checkRecords, type LineRecord } from '../audit/check-records.ts';
import { judged } from '../audit/judge.ts';
import { placeWords } from '../audit/place-words.ts';
import type { Finding } from '../bundle/finding.ts';
import { type Message, message } from '../catalogue/message.ts';
import type { Card } from '../data/card.ts';
import type { Oriel, OrielModel, ReplayOptions } from '../library/index.ts';
import { looksLikeRecord } from '../records/read-records.ts';
import type { Explanation } from '../records/record.ts';
import type { LogEntry } from '../store/log.ts';
import { readVocabulary } from './explain.ts';
import { readSource, type Source } from './files.ts';
import { fileOnDisk } from './folder-files.ts';
import { usage } from './parser-error.ts';
import { whileAlive } from './patience.ts';
import { nothingOf, type Tools, type Verified } from './verified.ts';
import type { Anew, VerifyCommand } from './verify-args.ts';
import { withModel } from './with-model.ts';

/** Records of a file that are what was written, and what is to be said of it. */
export interface SoundRecords {
  readonly path: string;
  readonly records: readonly LineRecord[];
  readonly said: readonly Message[];
}

/** Whether a log is what was written, and, with its records, whether they are those it names. */
export async function verifyLog({ path, records: beside, anew }: VerifyCommand, tools: Tools): Promise<Verified> {
  if (anew && beside === null) throw usage('cli.verify.noModelFor');
  const entries: LogEntry[] = [];
  const { wrong, last, ...log } = await checkLog(fileOnDisk(path).chunks(), ({ entry }) => {
    if (beside !== null) entries.push(entry);
  });
  if (wrong) return { said: [], findings: [{ file: path, ...wrong }] };
  const said = [message('cli.verify.log', { entries: log.entries, last: last ?? '' })];
  if (beside === null) return { said, findings: [] };
  const { records, findings } = await checkRecords(await textOf(beside), beside);
  const { logged, found, findings: unlike } = await againstLog(entries, { file: beside, records });
  const all = [...findings, ...unlike];
  if (all.length > 0) return { said, findings: all };
  said.push(message('cli.verify.against', { found, logged }));
  return anew ? replayed({ path: beside, records, said }, anew, tools) : { said, findings: [] };
}

/** Whether records say what their ids were made of; with a model, they are made anew. */
export async function verifyRecords({ path, anew }: VerifyCommand, tools: Tools): Promise<Verified> {
  const { records, findings } = await checkRecords(await textOf(path), path);
  if (findings.length > 0) return { said: [], findings };
  const said = [message('cli.verify.records', { records: records.length })];
  return anew ? replayed({ path, records, said }, anew, tools) : { said, findings };
}

async function textOf(path: string): Promise<string> {
  const text = new TextDecoder().decode((await readSource(path)).data);
  if (!looksLikeRecord(text)) throw nothingOf(path);
  return text;
}

/** Makes records anew, one by one, and compares. */
export async function replayed(
  { path, records, said }: SoundRecords,
  anew: Anew,
  { terminal, stop }: Tools,
): Promise<Verified> {
  const findings: Finding[] = [];
  let [same, close] = [0, 0];
  await withModel({
    choice: anew.choice,
    terminal,
    stop,
    read: (card) => readBeside(records, anew, card),
    async run(model, { options }, oriel) {
      for (const [at, { line, record }] of records.entries()) {
        stop.throwIfAborted();
        const text = await differenceOf(record, { model, oriel, options, anew });
        if (text === 'same') same++;
        else if (text === 'close') close++;
        else findings.push({ file: path, line, text });
        terminal.progress(message('cli.verify.progress', { done: at + 1, total: records.length }));
      }
    },
  });
  return { said: same + close > 0 ? [...said, message('cli.verify.anew', { same, close })] : said, findings };
}

/** All that a record is made anew with, beside its model. */
async function readBeside(records: readonly LineRecord[], anew: Anew, card: Card | undefined) {
  const kinds = new Set(records.map(({ record }) => record.input.kind));
  if (kinds.has('tabular') && anew.data === null) throw usage('cli.verify.needsTable');
  const files: { table?: Source; vocabulary?: Source } = {};
  if (anew.data !== null) files.table = await readSource(anew.data);
  if (kinds.has('text'))
    files.vocabulary = await readVocabulary({ vocabulary: anew.vocabulary, card: anew.choice.card }, card);
  const { segments, players, window } = anew;
  const options: ReplayOptions = {
    ...(anew.background !== null && { background: { file: await readSource(anew.background) } }),
    ...(anew.budget && { budget: anew.budget }),
    ...(segments !== null && { image: { segments } }),
    ...((players !== null || window !== null) && {
      text: { ...(players !== null && { players }), ...(window !== null && { window }) },
    }),
    ...(anew.image !== null && { input: await readSource(anew.image) }),
    ...(anew.text !== null && { input: { text: anew.text } }),
  };
  return { files, options };
}

interface Replaying {
  readonly model: OrielModel;
  readonly oriel: Oriel;
  readonly options: ReplayOptions;
  readonly anew: Anew;
}

/** Whether a record is the same when it is made anew, or else where it differs. */
async function differenceOf(
  record: Explanation,
  { model, oriel, options, anew }: Replaying,
): Promise<'same' | 'close' | Message> {
  const { verdict, where, largest } = judged(record, await whileAlive(oriel.replay(record, model, options), oriel));
  if (verdict !== 'differs') return verdict === 'same-bits' ? 'same' : 'close';
  return message('cli.verify.differs', {
    where: where === null ? '' : placeWords(where, record),
    largest: largest === null ? null : Number(largest.toPrecision(3)),
    mayBeBudget: anew.budget === null && !record.asked && record.stopped === 'error-target',
  });
}
