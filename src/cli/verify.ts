import { open, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { checkBundle } from '../bundle/folder/check.ts';
import { checkLog, type Finding } from '../bundle/folder/check-log.ts';
import { checkRecords, type LineRecord } from '../bundle/folder/check-records.ts';
import { createComparison } from '../bundle/folder/compare.ts';
import { reading } from '../bundle/folder/reading.ts';
import { type Bundle, files } from '../bundle/schema.ts';
import { type Message, message } from '../catalogue/message.ts';
import { sha256 } from '../data/hash.ts';
import { OrielError } from '../errors.ts';
import { compareRecords } from '../library/compare-records.ts';
import type { ExplainOptions } from '../library/index.ts';
import { looksLikeRecord } from '../records/read-records.ts';
import { outcomesOf } from './batch-outcomes.ts';
import { readSource, type Source } from './files.ts';
import { usage } from './parser-error.ts';
import { whileAlive } from './patience.ts';
import type { Terminal } from './terminal.ts';
import type { Anew, VerifyCommand } from './verify-args.ts';
import { meeting, readCondition } from './when.ts';
import { withModel } from './with-model.ts';

/** What was found out: lines to be said, and what is wrong. */
interface Verified {
  readonly said: readonly Message[];
  readonly findings: readonly Finding[];
}

interface Tools {
  readonly terminal: Terminal;
  readonly stop: AbortSignal;
}

/** Verified, and it differs. */
const DIFFERS = 4;

/** Runs `oriel verify`; resolves with the exit status. */
export async function verify(command: VerifyCommand, terminal: Terminal, stop: AbortSignal): Promise<number> {
  const { said, findings } = await reading(command.path, () => verified(command, { terminal, stop }));
  const { language } = terminal;
  await terminal.print([
    ...said.map((each) => language.text(each)),
    ...findings.map(({ file, line, text }) => language.say('cli.verify.finding', { file, line, text })),
  ]);
  return findings.length > 0 ? DIFFERS : 0;
}

async function verified({ path, anew }: VerifyCommand, tools: Tools): Promise<Verified> {
  const facts = await stat(path).catch(() => null);
  if (facts?.isDirectory()) return verifiedBundle(path, anew, tools);
  if (basename(path) === files.bundle) return verifiedBundle(dirname(path), anew, tools);
  if (facts?.isFile() && (await beginning(path)).includes('oriel.log/1')) {
    if (anew) throw usage('cli.verify.noModelFor');
    const { entries, wrong } = await checkLog(path);
    if (wrong) return { said: [], findings: [{ file: path, ...wrong }] };
    return { said: [message('cli.verify.log', { entries })], findings: [] };
  }
  return verifiedRecords(path, anew, tools);
}

/** Bytes that tell a log from records: its first line is shorter. */
const BEGINNING = 4096;

async function beginning(path: string): Promise<string> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(BEGINNING), 0, BEGINNING, 0);
    const [line] = buffer.toString('utf8', 0, bytesRead).split('\n');
    // A record may quote anything.
    return looksLikeRecord(line) ? '' : line;
  } finally {
    await handle.close();
  }
}

async function verifiedBundle(folder: string, anew: Anew | null, tools: Tools): Promise<Verified> {
  if (!(await stat(join(folder, files.bundle)).catch(() => null))) throw nothingOf(folder);
  const { bundle, findings } = await checkBundle(folder);
  if (!bundle || findings.length > 0) return { said: [], findings };
  const { explained } = bundle.counts;
  const said = [message('cli.verify.bundle', { files: bundle.parts.length + 2, explained })];
  return anew ? madeAnew({ folder, bundle, said }, anew, tools) : { said, findings };
}

interface Sound {
  readonly folder: string;
  readonly bundle: Bundle;
  readonly said: readonly Message[];
}

/** Explains all rows of a bundle anew, and compares. */
async function madeAnew({ folder, bundle, said }: Sound, anew: Anew, { terminal, stop }: Tools): Promise<Verified> {
  const { request, table: was, model: by } = bundle;
  const { table, background } = await readTables(anew);
  const findings: Finding[] = [];
  const differs = (text: Message): void => void findings.push({ file: files.bundle, line: null, text });
  const found = await sha256(table.data);
  if (found !== was.sha256) differs(message('cli.verify.otherTable', { found, wanted: was.sha256 }));
  const other = request.background && 'sha256' in request.background ? request.background.sha256 : null;
  if ((background ? await sha256(background.data) : null) !== other) differs(message('cli.verify.otherBackground'));
  if (findings.length > 0) return { said, findings };
  let result: Verified = { said, findings };
  await withModel({
    choice: anew.choice,
    terminal,
    stop,
    ownCard: bundle.card,
    read: async () => ({ files: { table } }),
    async run(model, _, oriel) {
      if (model.facts.model !== by.sha256) {
        differs(message('cli.verify.otherModel', { found: model.facts.model, wanted: by.sha256 }));
        return;
      }
      const comparison = createComparison(folder, bundle, compareRecords);
      const meets = request.when === null ? null : meeting(readCondition(request.when), model.facts);
      if (meets) await whileAlive(model.answerRows({ signal: stop }), oriel);
      const options = optionsOf(bundle, background);
      const outcomes = outcomesOf({ model, rows: bundle.rows, meets, options, tell: (note) => terminal.say(note) });
      let done = 0;
      async function all(): Promise<void> {
        for await (const block of outcomes) {
          await comparison.next(block);
          done += block.length;
          terminal.progress(message('cli.verify.progress', { done, total: bundle.counts.rows }));
        }
      }
      await whileAlive(all(), oriel);
      if (done < bundle.counts.rows) throw new OrielError('failure-cancelled');
      const { same, close, findings: compared } = await comparison.end();
      result = { said: [...said, message('cli.verify.anew', { same, close })], findings: compared };
    },
  });
  return result;
}

async function readTables({ data, background }: Anew): Promise<{ table: Source; background: Source | null }> {
  return { table: await readSource(data), background: background === null ? null : await readSource(background) };
}

/** What a bundle's rows were asked for. */
function optionsOf({ request }: Bundle, other: Source | null): ExplainOptions {
  const { explainer, options, outputs, space, groups, background, sequence, samples, error, seed } = request;
  const drawn = background && 'rows' in background ? { background: { rows: background.rows } } : {};
  return {
    explainer,
    explainerOptions: options,
    outputs,
    space,
    groups,
    seed,
    budget: { ...(samples !== null && { samples }), ...(error !== null && { error }) },
    ...(other ? { background: { file: other } } : drawn),
    ...(sequence && { sequence: { players: sequence } }),
    backend: 'wasm',
  };
}

async function verifiedRecords(path: string, anew: Anew | null, tools: Tools): Promise<Verified> {
  const { data } = await readSource(path);
  const text = new TextDecoder().decode(data);
  if (!looksLikeRecord(text)) throw nothingOf(path);
  const { records, findings } = await checkRecords(text, path);
  if (findings.length > 0) return { said: [], findings };
  const said = [message('cli.verify.records', { records: records.length })];
  return anew ? replayed({ path, records, said }, anew, tools) : { said, findings };
}

interface Records {
  readonly path: string;
  readonly records: readonly LineRecord[];
  readonly said: readonly Message[];
}

/** Makes records anew, one by one, and compares. */
async function replayed({ path, records, said }: Records, anew: Anew, { terminal, stop }: Tools): Promise<Verified> {
  const { table, background } = await readTables(anew);
  const findings: Finding[] = [];
  let [same, close] = [0, 0];
  await withModel({
    choice: anew.choice,
    terminal,
    stop,
    read: async () => ({ files: { table } }),
    async run(model, _, oriel) {
      for (const [at, { line, record }] of records.entries()) {
        stop.throwIfAborted();
        const options = {
          ...(background && { background: { file: background } }),
          ...(anew.budget && { budget: anew.budget }),
        };
        const { verdict, where, largest } = await whileAlive(oriel.replay(record, model, options), oriel);
        if (verdict === 'differs')
          findings.push({
            file: path,
            line,
            text: message('cli.verify.differs', {
              where,
              largest,
              mayBeBudget: anew.budget === null && record.stopped === 'error-target',
            }),
          });
        else if (verdict === 'same-bits') same++;
        else close++;
        terminal.progress(message('cli.verify.progress', { done: at + 1, total: records.length }));
      }
    },
  });
  return { said: [...said, message('cli.verify.anew', { same, close })], findings };
}

const nothingOf = (file: string): OrielError =>
  new OrielError('record-invalid', { text: message('cli.verify.what', { file }) });
