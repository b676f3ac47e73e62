import { afterEach, expect, test } from 'vitest';
import type { Explanation } from '../../../../src/records/record.ts';
import { recordId } from '../../../../src/records/record-id.ts';
import { credit, creditRecords, row } from './credit.ts';
import { cardOf, file, frame } from './frame.ts';

const frames: ReturnType<typeof frame>[] = [];
const made = (...given: Parameters<typeof frame>) => {
  const one = frame(...given);
  frames.push(one);
  return one;
};
afterEach(() => {
  for (const { acts } of frames.splice(0)) acts.end();
});

const toxicity = () => ({
  type: 'open' as const,
  model: [file('toxicity/model.onnx'), file('toxicity/vocab.txt')],
  card: cardOf('toxicity/model.card.json'),
});
test('a model is opened, and a row predicted and explained, in sight', async () => {
  const { store, ask, states, sent } = made();
  expect(await ask(credit()).answer).toMatchObject({
    type: 'ready',
    engine: 'oriel 0',
    model: { kind: 'tabular', outputs: ['good risk', 'bad risk'] },
  });
  const { answer } = ask({ type: 'explain', input: row(384) });
  const result = await answer;
  if (result.type !== 'result' || !result.record) throw new Error('no result');
  expect(result.record.id).toBe((await creditRecords([384]))[0].id);
  expect(store.get()).toMatchObject({ status: 'done', stale: false, problem: null });
  expect(store.get().shown?.record).toEqual(result.record);
  expect(states.map(({ status }) => status).filter((one, at, all) => one !== all[at - 1])).toEqual([
    ...['loading', 'done', 'explaining', 'done'],
  ]);
  const predicted = await ask({ type: 'predict', input: row(384) }).answer;
  expect(predicted).toMatchObject({ prediction: result.prediction, record: null });
  // Nothing but what was asked for.
  expect(sent.filter(({ id, type }) => id === 0 || type === 'error')).toEqual([]);
});

test('what is asked before the model is open waits for it; where it cannot be opened, that is said', async () => {
  const { ask, store } = made();
  ask(credit());
  const explained = ask({ type: 'explain', input: row(1) });
  expect(await explained.answer).toMatchObject({ type: 'result', record: { input: { row: 1 } } });
  const before = store.get().shown;
  const opened = ask({
    type: 'open',
    model: [new File(['\b\x07 no'], 'gbt.onnx')],
  });
  const asked = ask({ type: 'explain', input: row(2) });
  for (const { answer } of [opened, asked])
    expect(await answer).toMatchObject({ type: 'error', problem: 'failed', text: expect.stringContaining('gbt.onnx') });
  // What was on show stays, with the model that was open.
  expect(store.get()).toMatchObject({ status: 'error', shown: before, stale: false });
  expect(store.get().problem?.key).toBe('error.model-unreadable');
  expect(await ask({ type: 'predict', input: row(2) }).answer).toMatchObject({ type: 'result' });
});

test('without a model there is nothing to explain', async () => {
  const { ask } = made();
  const text = 'The request could not be answered: The request cannot be carried out: no model has been opened.';
  expect(await ask({ type: 'explain', input: row(0) }).answer).toMatchObject({ type: 'error', text });
});

test('where the host names no row, the first is explained, and the host is told', async () => {
  const { ask, answerTo } = made();
  await ask(credit()).answer;
  expect(await answerTo(0)).toMatchObject({
    type: 'result',
    record: { input: { row: 0, columns: expect.anything() } },
  });
});

test('classes may be asked about by their names; an unknown one is said to be', async () => {
  const { ask, store } = made();
  await ask({ ...credit(), model: [file('credit/mlp.onnx')], card: cardOf('credit/mlp.card.json') }).answer;
  const options = { outputs: ['good risk'], budget: { samples: 40 } };
  expect(await ask({ type: 'explain', input: row(3), options }).answer).toMatchObject({
    type: 'result',
    record: { outputs: ['bad risk'] },
  });
  expect(store.get().shown?.chosen).toBe('good risk');
  const wrong = ask({ type: 'explain', input: row(3), options: { outputs: ['risk'] } });
  expect(await wrong.answer).toMatchObject({ type: 'error', text: expect.stringContaining('risk') });
  expect(store.get()).toMatchObject({ status: 'error', stale: true });
});

test('an explanation that the host ends keeps what it came to, and is not answered twice', async () => {
  const { ask, acts, sent, store, until } = made();
  await ask({ ...credit(), model: [file('credit/mlp.onnx')], card: cardOf('credit/mlp.card.json') }).answer;
  const options = { explainer: 'kernel-shap', budget: { samples: 100_000, error: 0 } };
  const { id } = ask({ type: 'explain', input: row(5), options });
  await until(() => store.get().shown?.unfinished);
  expect(acts.state(id)).toBe('running');
  expect(sent.some((one) => one.id === id && one.type === 'progress' && one.estimate !== null)).toBe(true);
  acts.cancel(id);
  await until(() => store.get().status === 'done');
  expect(store.get()).toMatchObject({ stale: false, shown: { record: { stopped: 'cancelled' } } });
  expect(store.get().note?.key).toBe('page.answer.cancelled');
});

test('a visitor ends what is under way: an opening too, and what was not begun', async () => {
  const { ask, acts, store } = made();
  const opened = ask(credit());
  const waiting = ask({ type: 'explain', input: row(0) });
  acts.stop();
  for (const { answer } of [opened, waiting])
    expect(await answer).toMatchObject({ type: 'error', problem: 'cancelled', text: 'The request was cancelled.' });
  expect(store.get()).toMatchObject({ status: 'done', shown: null });
});

test('a text that the visitor typed is explained, and the host gets its numbers alone', async () => {
  const { ask, acts, store, answerTo, sent } = made();
  await ask(toxicity()).answer;
  expect(store.get()).toMatchObject({ offered: 'text', status: 'done' });
  acts.bring({ text: 'You silly goose, come here' });
  const told = await answerTo(0);
  if (told.type !== 'result' || !told.record) throw new Error('no result');
  const shown = store.get().shown?.record as Explanation;
  expect(shown.input).toMatchObject({ kind: 'text', text: 'You silly goose, come here' });
  expect(told.record).toMatchObject({
    id: await recordId(shown),
    attributions: shown.attributions,
    input: { text: null, sha256: shown.input.sha256 },
  });
  expect(JSON.stringify(sent)).not.toMatch(/goose|silly/);
});

test('a photo that cannot be opened is said to be, and the host hears nothing of it', async () => {
  const { ask, acts, store, until, sent } = made();
  await ask({
    type: 'open',
    model: [file('mobilenet/model.onnx')],
    card: cardOf('mobilenet/model.card.json'),
  }).answer;
  expect(store.get()).toMatchObject({ offered: 'image', invites: false });
  await until(() => store.get().invites);
  acts.bring(new File(['no photo'], 'holiday.jpg'));
  await until(() => store.get().problem);
  expect(store.get()).toMatchObject({ status: 'error', problem: { key: 'error.image-unreadable' }, invites: false });
  expect(JSON.stringify(sent)).not.toContain('holiday');
  acts.dismiss();
  expect(store.get().problem).toBeNull();
});

test('where the site says so, the host gets the text as well', async () => {
  const { ask, acts, store, answerTo } = made();
  store.set({ shares: true });
  await ask(toxicity()).answer;
  acts.bring({ text: 'You silly goose' });
  expect(await answerTo(0)).toMatchObject({ record: { input: { text: 'You silly goose' } } });
});

test('the newest of several explanations is on show, and all are answered', async () => {
  const { ask, store } = made();
  await ask(credit()).answer;
  const asked = [1, 2, 3].map((number) => ask({ type: 'explain', input: row(number) }));
  const rows = await Promise.all(
    asked.map(async ({ answer }) => ((await answer) as unknown as { record: Explanation }).record.input),
  );
  expect(rows.map((input) => input.kind === 'tabular' && input.row)).toEqual([1, 2, 3]);
  expect(store.get().shown?.record.input).toMatchObject({ row: 3 });
});

test('another model takes the place of the one before', async () => {
  const { ask, store } = made();
  await ask(credit()).answer;
  await ask({ type: 'explain', input: row(1) }).answer;
  await ask(toxicity()).answer;
  expect(store.get()).toMatchObject({ stale: true, about: { outputs: expect.arrayContaining(['toxic']) } });
  expect(await ask({ type: 'predict', input: row(1) }).answer).toMatchObject({ type: 'error', problem: 'failed' });
});

test('an address elsewhere is refused before anything is asked of it', async () => {
  const { ask } = made();
  for (const model of [
    'https://elsewhere.example/m.onnx',
    '//elsewhere.example/m.onnx',
    'data:,x',
    'http://oriel.example/m',
  ])
    expect(await ask({ type: 'open', model }).answer).toMatchObject({
      type: 'error',
      text: expect.stringContaining('is not an address on https://oriel.example'),
    });
  const data = 'https://elsewhere.example/d.csv';
  expect(await ask({ ...credit(), data }).answer).toMatchObject({ text: expect.stringContaining(data) });
});

test('an engine that dies is replaced, and the request is answered', async () => {
  const { ask, own } = made();
  await ask(credit()).answer;
  const first = ask({ type: 'explain', input: row(9) });
  own[0].die();
  expect(await first.answer).toMatchObject({ type: 'result', record: { input: { row: 9 } } });
  expect(own).toHaveLength(2);
});

test('engines that always die are not asked for ever', async () => {
  const { ask, own, store } = made(({ die }) => die());
  expect(await ask(credit()).answer).toMatchObject({ type: 'error', text: expect.stringContaining('it died') });
  expect(own.length).toBeLessThan(5);
  expect(store.get().status).toBe('error');
});

test('a borrowed engine answers the host and never the visitor; without it the own one goes on', async () => {
  const { ask, acts, own, doors, answerTo } = made();
  const leader = made();
  const { port1, port2 } = new MessageChannel();
  leader.doors.serve(port1);
  doors.engine(port2);
  expect(await ask(toxicity()).answer).toMatchObject({ type: 'ready' });
  const options = { budget: { samples: 20 } };
  await ask({ type: 'explain', input: { kind: 'text', text: 'What a nice day' }, options }).answer;
  expect([own.length, leader.own[0].explained()]).toEqual([0, 1]);
  acts.bring({ text: 'My own words' });
  await answerTo(0);
  expect([own.length, own[0].explained(), leader.own[0].explained()]).toEqual([1, 1, 1]);
  const asked = ask({ type: 'explain', input: { kind: 'text', text: 'Another day' }, options });
  doors.engine(null);
  expect(await asked.answer).toMatchObject({ type: 'result', record: { input: { text: 'Another day' } } });
});
