// The service: how fast it explains beside the library alone, and whether its memory stays flat.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createOriel, openMemoryStore } from '../../src/library/index.ts';
import { MEGABYTE } from '../../src/limits.ts';
import { count, figure, table } from './accuracy/tables.ts';
import { median } from './median.ts';

const ROUNDS = 9;
const A_ROUND = 200;
const AT_A_TIME = 8;
const MEMORY_REQUESTS = 10_000;
const FILLING_REQUESTS = 3000;
/** So little that it is full before what is looked at. */
const KEPT_MEGABYTES = 8;
const MEMORY_STEP = 1000;

/** As a batch explains rows of trees: exactly, and without curves. */
const OPTIONS = { space: 'raw', curves: false } as const;

type Row = Readonly<Record<string, number>>;

/** Measures both parts, or only one of them: `speed` or `memory`. */
export async function serve(root: string, only: string): Promise<void> {
  const credit = join(root, 'public/examples/credit');
  const models = mkdtempSync(join(tmpdir(), 'oriel-serve-'));
  for (const name of ['gbt.onnx', 'gbt.card.json', 'data.csv']) cpSync(join(credit, name), join(models, name));
  const service = await started(root, models);
  try {
    const next = rowsOf(readFileSync(join(credit, 'data.csv'), 'utf8'));
    if ('speed'.includes(only)) await speed(models, service.url, next);
    if ('memory'.includes(only)) await memory(service.url, next);
  } finally {
    service.end();
    rmSync(models, { recursive: true });
  }
}

/** Starts the command line, as anybody does. */
async function started(root: string, models: string) {
  const options = ['--models', models, '--port', '0', '--keep-mb', String(KEPT_MEGABYTES)];
  const args = [join(root, 'bin/oriel.mjs'), 'serve', ...options];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const [url] = (await once(createInterface(child.stdout), 'line')) as [string];
  for (let state = 'opening'; state !== 'ready'; ) {
    ({ state } = JSON.parse((await get(`${url}/v1/models/gbt`)).text));
    if (state === 'failed') throw new Error('the model could not be opened');
  }
  return { url, end: () => child.kill() };
}

/** Rows of the table, again and again, each a little different from all before. */
function rowsOf(csv: string): () => Row {
  const [header, ...lines] = csv.trim().split(/\r?\n/);
  const names = header.split(',');
  const rows = lines.map((line) => Object.fromEntries(line.split(',').map((cell, at) => [names[at], Number(cell)])));
  let at = 0;
  return () => {
    const row = rows[at % rows.length];
    const passes = Math.floor(at++ / rows.length);
    return { ...row, credit_amount: row.credit_amount + passes };
  };
}

const agent = new Agent({ keepAlive: true, maxSockets: AT_A_TIME });

function get(url: string, body?: string): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json', ...(body && { 'Content-Length': Buffer.byteLength(body) }) };
    request(url, { agent, method: body ? 'POST' : 'GET', headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part) => {
        text += part;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    })
      .on('error', reject)
      .end(body);
  });
}

async function asked(url: string, row: Row): Promise<void> {
  const body = JSON.stringify({ instances: [row], parameters: OPTIONS });
  const { status, text } = await get(`${url}/v1/models/gbt:explain`, body);
  // What a client makes of it is not the service's.
  if (status !== 200) throw new Error(text);
}

/** Does so many, some at a time; milliseconds for each. */
async function timed(total: number, one: () => Promise<unknown>): Promise<number> {
  let left = total;
  const start = performance.now();
  const some = async (): Promise<void> => {
    while (left-- > 0) await one();
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, some));
  return (performance.now() - start) / total;
}

/** The library keeps as much as the service does, and is asked for the same: answer and explanation. */
async function speed(models: string, url: string, next: () => Row): Promise<void> {
  const oriel = await createOriel({ store: openMemoryStore({ room: KEPT_MEGABYTES * MEGABYTE }) });
  const files = { model: join(models, 'gbt.onnx'), table: join(models, 'data.csv') };
  const model = await oriel.open(files, { card: join(models, 'gbt.card.json') });
  const own = async (): Promise<void> => {
    const { job } = await model.predictAndExplain(next(), { ...OPTIONS, backend: 'wasm' });
    await job.result;
  };
  const served = (): Promise<void> => asked(url, next());
  const times: { readonly own: number; readonly served: number }[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    // Whoever is first in a round is second in the next.
    const first = round % 2 === 0 ? await timed(A_ROUND, own) : await timed(A_ROUND, served);
    const second = round % 2 === 0 ? await timed(A_ROUND, served) : await timed(A_ROUND, own);
    const [a, b] = round % 2 === 0 ? [first, second] : [second, first];
    if (round > 0) times.push({ own: a, served: b });
  }
  await oriel.close();
  const [a, b] = [median(times.map((each) => each.own)), median(times.map((each) => each.served))];
  const ratio = median(times.map((each) => each.served / each.own));
  table(
    `credit GBT, raw: answer and explanation, ${AT_A_TIME} at a time, ${ROUNDS} rounds of ${A_ROUND} in alternation`,
    ['', 'ms each', 'a second'],
    [
      ['library', figure(a), count(Math.round(1000 / a))],
      ['service', figure(b), count(Math.round(1000 / b))],
    ],
  );
  console.log(`service / library: ${figure(ratio)}`);
}

const rssOf = async (url: string): Promise<number> => {
  const { text } = await get(`${url}/metrics`);
  return Number(/^process_resident_memory_bytes (\S+)/m.exec(text)?.[1]) / MEGABYTE;
};

/** As many requests as fill what is kept in memory, and then those that are looked at. */
async function memory(url: string, next: () => Row): Promise<void> {
  const rows: string[][] = [];
  const seen: number[] = [];
  for (let done = 0; done < FILLING_REQUESTS + MEMORY_REQUESTS; done += MEMORY_STEP) {
    await timed(MEMORY_STEP, () => asked(url, next()));
    const rss = await rssOf(url);
    const isLooked = done >= FILLING_REQUESTS;
    if (isLooked) seen.push(rss);
    rows.push([count(done + MEMORY_STEP), isLooked ? 'looked at' : 'filling', count(Math.round(rss))]);
  }
  table('memory of the service', ['requests', '', 'MB'], rows);
  console.log(
    `from the first to the last of those looked at: ${count(Math.round(seen[seen.length - 1] - seen[0]))} MB`,
  );
}
