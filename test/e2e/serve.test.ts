// `oriel serve`, asked by curl and by fetch: what a client of KServe sends, and what goes wrong.

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const oriel = join(root, 'bin/oriel.mjs');
const credit = (name: string): string => join(root, 'public/examples/credit', name);

interface Service {
  readonly url: string;
  readonly child: ChildProcess;
  /** What it has written to its log by now. */
  readonly log: () => string;
  /** Resolves with how it has ended. */
  readonly ended: Promise<number | null>;
}

async function started(models: string, ...more: string[]): Promise<Service> {
  const args = ['serve', '--models', models, '--port', '0', '--workers', '1', ...more];
  const child = spawn(process.execPath, [oriel, ...args], { env: { ...process.env, LC_ALL: 'C' } });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    log += text;
  });
  const ended = once(child, 'close').then(([status]) => status as number | null);
  const [url] = (await once(createInterface(child.stdout), 'line')) as [string];
  const service = { url, child, log: () => log, ended };
  await until(() => isReady(url));
  return service;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds()));
}

async function isReady(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/v2/health/ready`);
  return ((await answer.json()) as { ready: boolean }).ready;
}

interface Got {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  // biome-ignore lint/suspicious/noExplicitAny: whatever was answered
  readonly body: any;
}

const curlArgs = (...args: string[]): string[] => ['-s', '-i', '--path-as-is', ...args];

function read(answer: string): Got {
  const [head, ...parts] = answer.replace(/^(HTTP\/1\.1 100 .*\r\n\r\n)+/, '').split('\r\n\r\n');
  const [first, ...lines] = head.split('\r\n');
  const headers = lines.map((line) => [line.split(': ')[0].toLowerCase(), line.slice(line.indexOf(': ') + 2)]);
  const text = parts.join('\r\n\r\n');
  return {
    status: Number(first.split(' ')[1]),
    headers: Object.fromEntries(headers),
    body: text.startsWith('{') ? JSON.parse(text) : text,
  };
}

async function curl(...args: string[]): Promise<Got> {
  const { stdout } = await promisify(execFile)('curl', curlArgs(...args), { maxBuffer: 2 ** 26 });
  return read(stdout);
}

const json = ['-H', 'Content-Type: application/json'];
const asynchronous = ['-H', 'Prefer: respond-async'];
const [header, ...lines] = readFileSync(credit('data.csv'), 'utf8').trim().split(/\r?\n/);
const names = header.split(',');
const row = (at: number) =>
  Object.fromEntries(lines[at].split(',').map((cell, column) => [names[column], Number(cell)]));
const body = (instances: readonly unknown[], parameters?: object): string => JSON.stringify({ instances, parameters });
/** Minutes of work, whatever the machine. */
const endless = { explainer: 'kernel-shap', samples: 1_000_000, error: 0 };

let folder = '';
let service: Service;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'oriel-serve-'));
  for (const [name, model] of [
    ['trees', 'gbt'],
    ['net', 'mlp'],
  ]) {
    mkdirSync(join(folder, name));
    for (const file of [`${model}.onnx`, `${model}.card.json`, 'data.csv'])
      cpSync(credit(file), join(folder, name, file));
  }
  writeFileSync(join(folder, 'broken.onnx'), 'not a model');
  service = await started(folder, '--queue', '1', '--instances', '6', '--body-mb', '1');
});
afterAll(async () => {
  service.child.kill('SIGKILL');
  await service.ended;
  rmSync(folder, { recursive: true });
});

const at = (path: string): string => service.url + path;
const metric = async (line: string, { url } = service): Promise<number> => {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(
    text
      .split('\n')
      .find((each) => each.startsWith(`${line} `))
      ?.slice(line.length) ?? 0,
  );
};
const running = (of = service) => metric('oriel_running{work="explain"}', of);
const waiting = () => metric('oriel_waiting{work="explain"}');

describe('models', () => {
  test('one that cannot be opened is listed with its reason, and the others are ready', async () => {
    expect((await curl(at('/v1/models'))).body).toEqual({ models: ['broken', 'net', 'trees'] });
    expect((await curl(at('/v1/models/broken'))).body).toMatchObject({ ready: false, code: 'model-unreadable' });
    expect((await curl(at('/v1/models/trees'))).body).toMatchObject({
      name: 'trees',
      ready: true,
      outputs: ['good risk', 'bad risk'],
    });
    expect((await curl(at('/v2/health/live'))).body).toEqual({ live: true });
    expect((await curl(...json, '-d', body([row(0)]), at('/v1/models/broken:predict'))).status).toBe(503);
  });

  test('the same answers and values as the command line gives, to the bit', async () => {
    const args = ['--model', credit('gbt.onnx'), '--card', credit('gbt.card.json'), '--data', credit('data.csv')];
    const { stdout } = await promisify(execFile)(process.execPath, [
      oriel,
      'explain',
      ...args,
      '--row',
      '384',
      '--json',
    ]);
    const expected = JSON.parse(stdout);
    const sent = body([row(384), Object.values(row(385)).slice(0, 20)]);
    const predicted = await curl(...json, '-d', sent, at('/v1/models/trees:predict'));
    expect(predicted.status).toBe(200);
    const explained = await curl(...json, '-d', sent, at('/v1/models/trees:explain'));
    expect(explained.status).toBe(200);
    const { predictions, explanations } = explained.body;
    expect(predictions).toEqual(predicted.body.predictions);
    expect(predictions[0][1]).toBe(expected.modelOutput[0]);
    const [{ attributions, record }] = explanations;
    expect(explanations).toHaveLength(2);
    expect(record.attributions).toEqual(expected.attributions);
    expect(record.input).toMatchObject({ sha256: expected.input.sha256, row: null });
    expect(attributions[0].outputDisplayName).toBe('bad risk');
    expect(Object.values(attributions[0].featureAttributions)).toEqual(expected.attributions[0]);
    const kept = 'oriel_explanations_total{model="trees",from="kept"}';
    const before = await metric(kept);
    const again = await curl(...json, '-d', sent, at('/v1/models/trees:explain'));
    expect(again.body).toEqual(explained.body);
    expect(await metric(kept)).toBe(before + 2);
  });
});

describe('without waiting', () => {
  test('polled until it is done, and 304 from then on', async () => {
    const asked = await curl(...json, ...asynchronous, '-d', body([row(3)]), at('/v1/models/net:explain'));
    expect(asked.status).toBe(202);
    const { location } = asked.headers;
    expect(location).toMatch(/^\/v1\/explanations\/[\da-f]{32}$/);
    let got = await curl(at(location));
    await until(async () => {
      got = await curl(at(location));
      return got.status !== 202;
    });
    expect(got.status).toBe(200);
    expect(got.body).toMatchObject({ state: 'done', explanation: { record: { schema: 'oriel.explanation/1' } } });
    const { etag } = got.headers;
    expect(etag).toContain(location.split('/').pop());
    const unchanged = await curl('-H', `If-None-Match: ${etag}`, at(location));
    expect(unchanged).toMatchObject({ status: 304, body: '' });
    expect((await curl('-H', 'If-None-Match: "another"', at(location))).status).toBe(200);
  });

  test('followed as events: estimates, then the record', async () => {
    const asked = await fetch(at('/v1/models/net:explain'), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Prefer: 'respond-async' },
      body: body([row(4)], { explainer: 'kernel-shap', samples: 4000, error: 0 }),
    });
    const followed = await fetch(at(asked.headers.get('Location') ?? ''), { headers: { Accept: 'text/event-stream' } });
    expect(followed.headers.get('Content-Type')).toBe('text/event-stream');
    const events = (await followed.text()).split('\n\n').filter((text) => text.startsWith('event'));
    const named = events.map((text) => /^event: (\w+)\ndata: (.*)$/.exec(text)?.slice(1) ?? []);
    expect(named[0][0]).toBe('estimate');
    expect(JSON.parse(named[0][1]).explanation.record.coalitions).toBeLessThan(4000);
    expect(named.map(([name]) => name).lastIndexOf('estimate')).toBe(named.length - 2);
    const [name, data] = named[named.length - 1];
    expect(name).toBe('done');
    expect(JSON.parse(data).explanation.record.coalitions).toBe(4000);
  });

  test('more than may wait are refused with 429, and room is made by DELETE', async () => {
    const ask = (seed: number) =>
      curl(...json, ...asynchronous, '-d', body([row(5)], { ...endless, seed }), at('/v1/models/net:explain'));
    const places: string[] = [];
    let refused: Got | null = null;
    for (let seed = 1; !refused; seed++) {
      const asked = await ask(seed);
      if (asked.status === 202) places.push(asked.headers.location);
      else refused = asked;
    }
    expect(places).toHaveLength(9);
    expect(refused).toMatchObject({ status: 429, body: { code: 'failure-busy' } });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    // A body for which there is no room is not even looked at, and predictions have a room of their own.
    const unread = (work: string) => curl(...json, '-d', '{', at(`/v1/models/net:${work}`));
    expect((await unread('explain')).body.code).toBe('failure-busy');
    expect((await unread('predict')).body.code).toBe('not-json');
    for (const place of places) expect((await curl('-X', 'DELETE', at(place))).status).toBe(204);
    await until(async () => (await running()) === 0);
    expect((await curl(at(places[0]))).body).toMatchObject({ code: 'failure-cancelled' });
    expect((await ask(1)).status).toBe(202);
    expect((await curl('-X', 'DELETE', at(places[0]))).status).toBe(204);
    await until(async () => (await running()) === 0);
  });

  test('all instances of a request are begun or none, and those under way need no more room', async () => {
    const ask = (seed: number) => {
      const instances = Array.from({ length: 6 }, (_, which) => row(20 + which));
      return curl(
        ...[...json, ...asynchronous, '-d', body(instances, { ...endless, seed })],
        at('/v1/models/net:explain'),
      );
    };
    const both = await Promise.all([ask(101), ask(102)]);
    expect(both.map(({ status }) => status).sort()).toEqual([202, 429]);
    expect((await running()) + (await waiting())).toBe(6);
    const begun = both[0].status === 202 ? 0 : 1;
    const again = await ask(101 + begun);
    expect(again).toMatchObject({ status: 202, body: both[begun].body });
    expect((await running()) + (await waiting())).toBe(6);
    for (const { location } of again.body.explanations)
      expect((await curl('-X', 'DELETE', at(location))).status).toBe(204);
    await until(async () => (await running()) === 0);
  });

  test('one under way when a service was killed goes on in its turn; DELETE ends what is not waited for alone', async () => {
    const store = join(folder, '.store');
    const args = (seed: number) => ['-d', body([row(30)], { ...endless, seed })];
    const before = await started(folder, '--store', store);
    const ask = async (seed: number): Promise<string> =>
      (await curl(...json, ...asynchronous, ...args(seed), `${before.url}/v1/models/net:explain`)).headers.location;
    const [place, other] = [await ask(1), await ask(2)];
    expect((await curl('-X', 'DELETE', before.url + other)).status).toBe(204);
    const id = place.split('/').pop() ?? '';
    const requests = join(store, 'request.jsonl');
    await until(async () => existsSync(requests) && readFileSync(requests, 'utf8').includes(id));
    before.child.kill('SIGKILL');
    await before.ended;

    const after = await started(folder, '--store', store);
    expect((await curl('-X', 'DELETE', after.url + place)).status).toBe(404);
    const waiter = spawn('curl', curlArgs(...json, ...args(2), `${after.url}/v1/models/net:explain`));
    await until(async () => (await running(after)) === 1);
    expect((await curl('-X', 'DELETE', after.url + other)).status).toBe(404);
    expect(await running(after)).toBe(1);
    waiter.kill('SIGKILL');
    await until(async () => (await running(after)) === 0);
    for (let poll = 0; poll < 3; poll++) {
      expect((await curl(after.url + place)).status).toBe(202);
      expect(await running(after)).toBe(1);
    }
    expect((await curl('-X', 'DELETE', after.url + place)).status).toBe(204);
    await until(async () => (await running(after)) === 0);
    expect((await curl(after.url + place)).body).toMatchObject({ code: 'failure-cancelled' });
    after.child.kill('SIGKILL');
    await after.ended;
  });
});

describe('what is wrong is said', () => {
  const large = () => {
    const file = join(folder, 'large.json');
    writeFileSync(file, body(['x'.repeat(1_200_000)]));
    return file;
  };
  const post = (data: string, path = '/v1/models/trees:explain') => curl(...json, '-d', data, at(path));

  test.each<[what: string, status: number, code: string, ask: () => Promise<Got>]>([
    ['an unknown model', 404, 'no-model', () => post(body([row(0)]), '/v1/models/none:predict')],
    ['a path for a name', 404, 'no-model', () => curl(at('/v1/models/..%2f..%2f..%2fetc%2fpasswd'))],
    ['dots in a path', 404, 'not-found', () => curl(at('/v1/models/../../etc/passwd'))],
    ['an unknown explanation', 404, 'no-explanation', () => curl(at(`/v1/explanations/${'0'.repeat(32)}`))],
    ['another method', 405, 'method', () => curl('-X', 'PUT', at('/v1/models'))],
    ['a page of another site asks first', 405, 'method', () => curl('-X', 'OPTIONS', at('/v1/models/trees:explain'))],
    ['a large body', 413, 'too-large', () => curl(...json, '-d', `@${large()}`, at('/v1/models/trees:explain'))],
    ['many instances', 413, 'too-many', () => post(body(Array.from({ length: 7 }, () => row(0))))],
    ['malformed JSON', 400, 'not-json', () => post('{"instances": [')],
    ['a deep body', 400, 'too-deep', () => post(`{"instances": ${'['.repeat(40)}${']'.repeat(40)}}`)],
    ['no instances', 400, 'body', () => post('{"rows": []}')],
    ['an unknown parameter', 400, 'body', () => post(body([row(0)], { sample: 3 }))],
    ["a row's number", 400, 'instance', () => post(body([384]))],
    ['columns that are missing', 400, 'input-columns', () => post(body([{ age: 31 }]))],
    ['an unknown explainer', 400, 'request-explainer', () => post(body([row(0)], { explainer: 'none' }))],
    ['no JSON', 415, 'media-type', () => curl('-d', body([row(0)]), at('/v1/models/trees:explain'))],
    ['another name of this machine', 421, 'host', () => curl('-H', 'Host: attacker.example', at('/v1/models'))],
    ['a page of another site', 421, 'host', () => curl('-H', 'Origin: https://attacker.example', at('/v1/models'))],
  ])('%s: %i', async (_, status, code, ask) => {
    const got = await ask();
    expect(got).toMatchObject({ status, body: { code } });
    expect(got.body.error).toMatch(/\.$/);
    expect(got.headers['access-control-allow-origin']).toBeUndefined();
  });

  test("nobody's values are in the log, nor in what is counted", async () => {
    const got = await post(
      body([
        { ...row(0), purpose: 'SECRET-PURPOSE' },
        { ...row(1), age: 98_765 },
      ]),
    );
    expect(got.status).toBe(400);
    expect(got.body.error).toContain('SECRET-PURPOSE');
    await curl(at('/SECRET-PATH'));
    const counted = await (await fetch(at('/metrics'))).text();
    expect(service.log()).toContain('"code":"data-value"');
    for (const text of [service.log(), counted]) expect(text).not.toMatch(/SECRET|98765|checking_status/);
    for (const line of service.log().trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('event');
  });
});

test('bodies of all clients together are bounded, however slowly they come', async () => {
  const { hostname, port } = new URL(service.url);
  const most = 2 ** 20;
  const head = [
    'POST /v1/models/trees:predict HTTP/1.1',
    `Host: ${hostname}`,
    'Content-Type: application/json',
    `Content-Length: ${most}`,
  ];
  const almost = Buffer.from(`${head.join('\r\n')}\r\n\r\n${' '.repeat(most - 1)}`);
  let answer = '';
  const sockets = Array.from({ length: 258 }, () => {
    const socket = connect(Number(port), hostname, () => socket.write(almost));
    socket
      .on('error', () => {})
      .on('data', (data) => {
        answer += data;
      });
    return socket;
  });
  await until(async () => {
    await new Promise(setImmediate);
    return answer.includes('"code":"busy"');
  });
  expect(answer).toContain('HTTP/1.1 429');
  for (const socket of sockets) socket.destroy();
  await until(async () => (await curl(...json, '-d', body([row(0)]), at('/v1/models/trees:predict'))).status === 200);
});

test('a client that leaves takes its job with it', async () => {
  const child = spawn('curl', curlArgs(...json, '-d', body([row(6)], endless), at('/v1/models/net:explain')));
  await until(async () => (await running()) === 1);
  child.kill('SIGKILL');
  await until(async () => (await running()) === 0);
  await until(async () => service.log().includes('"status":499'));
});

test('SIGTERM: what is under way is answered, nothing else is begun, and it ends', async () => {
  const asked = await curl(
    ...[...json, ...asynchronous, '-d', body([row(7)], { explainer: 'kernel-shap', samples: 6000, error: 0 })],
    at('/v1/models/net:explain'),
  );
  const followed = await fetch(at(asked.headers.location), { headers: { Accept: 'text/event-stream' } });
  const waited = curl(
    ...json,
    '-d',
    body([row(8)], { explainer: 'kernel-shap', samples: 6000, error: 0 }),
    at('/v1/models/net:explain'),
  );
  await until(async () => (await running()) === 2);
  service.child.kill('SIGTERM');
  await until(async () => !(await isReady(service.url)));
  const late = await curl(...json, '-d', body([row(9)]), at('/v1/models/net:predict'));
  expect(late).toMatchObject({ status: 503, body: { code: 'stopping' } });
  expect((await waited).status).toBe(200);
  expect(await followed.text()).toContain('event: done');
  expect(await service.ended).toBe(143);
  expect(service.log()).toContain('"event":"stopped"');
});
