// A host of ours and a frame of ours: whatever the host is told to send, the frame reads all of it.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { widgetLimits } from '../../../src/limits.ts';
import { meet, result, row } from './meet.ts';

type Met = ReturnType<typeof meet>;

const rates = ({ heard }: Met) => heard.filter((message) => 'problem' in message && message.problem === 'rate');
const idsOf = ({ done }: Met, what: string) =>
  done
    .filter(([kind]) => kind === what)
    .map(([, about]) => (what === 'request' ? (about as { id: number }).id : about));
const lastTheme = ({ done }: Met) => done.filter(([what]) => what === 'theme').at(-1)?.[1];

const accent = (i: number) => ({ accent: `#${i.toString(16).padStart(6, '0')}` });

test('a request after a flood of themes is heard, and so are the themes that were sent', () => {
  const met = meet();
  const sent = Array.from({ length: widgetLimits.fromHost.atOnce }, (_, i) => met.host.theme(accent(i)));
  // As many as fit; it says so.
  expect(sent).toContain(false);
  met.deliver();
  let id = 0;
  for (let i = 0; i < 10 && id === 0; i += 1) {
    id = met.host.ask({ type: 'explain', input: row });
    met.time.pass(100);
    met.deliver();
  }
  expect(id).toBeGreaterThan(0);
  expect(idsOf(met, 'request')).toEqual([id]);
  expect(lastTheme(met)).toEqual(accent(sent.lastIndexOf(true)));
  expect(rates(met)).toEqual([]);
  met.frame.answer(result(id));
  met.deliver();
  expect(met.heard.at(-1)).toMatchObject({ id, type: 'result' });
});

test('a frame that was busy for longer than its rate allows for reads all that was sent meanwhile', () => {
  const met = meet();
  for (let i = 0; i < 100; i += 1) {
    for (let times = 0; times < 10; times += 1) met.host.theme(accent(i));
    met.time.pass(100);
  }
  // And more once there is room again, before a second has gone by.
  for (let i = 0; i < 10; i += 1) {
    met.deliver();
    for (let times = 0; times < 20; times += 1) met.host.theme(accent(100));
    met.time.pass(10);
  }
  met.deliver();
  met.time.pass(1000);
  const id = met.host.ask({ type: 'explain', input: row });
  met.deliver();
  expect(id).toBeGreaterThan(0);
  expect(idsOf(met, 'request')).toEqual([id]);
  expect(lastTheme(met)).toEqual(accent(100));
  expect(rates(met)).toEqual([]);
});

test('there is room to cancel every request, to ping and to say goodbye, whatever was sent before', () => {
  const met = meet();
  const ids = Array.from({ length: widgetLimits.requests }, () => met.host.ask({ type: 'explain', input: row }));
  expect(ids).not.toContain(0);
  for (let i = 0; i < 1000; i += 1) met.host.theme(accent(i));
  // As much as fits; it says so.
  expect(met.host.theme(accent(0))).toBe(false);
  expect(met.host.ask({ type: 'explain', input: row })).toBe(0);
  for (let twice = 0; twice < 2; twice += 1) for (const id of ids) met.host.cancel(id);
  met.host.tick();
  met.frame.tick();
  met.deliver();
  expect(idsOf(met, 'cancel')).toEqual(ids);
  expect(met.heard.filter(({ type }) => type === 'error').map(({ id }) => id)).toEqual(ids);
  met.host.end();
  met.deliver();
  expect(met.hostPort.sent.at(-1)).toMatchObject({ type: 'bye' });
  expect(met.done.at(-1)).toEqual(['end', null]);
});

test('a request that is too large is answered under its number', () => {
  const met = meet();
  const values = Array(widgetLimits.fromHost.entries + 1).fill(0);
  const id = met.host.ask({ type: 'predict', input: { kind: 'values', values } });
  met.deliver();
  expect(met.heard.at(-1)).toMatchObject({ id, type: 'error', problem: 'size' });
  met.host.end();
  expect(met.ends).toEqual(['done']);
});

test('a theme that cannot be sent throws, and the next one is', () => {
  const met = meet();
  expect(() => met.host.theme({ accent: (() => {}) as never })).toThrow();
  met.host.theme(accent(7));
  met.deliver();
  expect(lastTheme(met)).toEqual(accent(7));
});

const acts = fc.oneof(
  fc.record({ what: fc.constantFrom('theme', 'ask', 'cancel', 'answer'), times: fc.nat(250) }),
  // A frame that is busy reads nothing for as long as that.
  fc.record({ what: fc.constant('pass'), times: fc.nat(20_000) }),
  fc.record({ what: fc.constantFrom('read', 'tick'), times: fc.constant(1) }),
);

test('nothing is lost, however fast a host sends and however late its frame reads', () => {
  let asked = 0;
  fc.assert(
    fc.property(fc.array(acts, { minLength: 20, maxLength: 60 }), (steps) => {
      const met = meet();
      const { host, frame, deliver, time } = met;
      const ids: number[] = [];
      const unwanted = new Set<number>();
      const answers = new Set<number>();
      let themes = 0;
      let newest = 0;
      const read = () => {
        deliver();
        host.tick();
        frame.tick();
        deliver();
      };
      const act: Record<string, () => void> = {
        theme() {
          themes += 1;
          if (host.theme(accent(themes))) newest = themes;
        },
        ask() {
          const id = host.ask({ type: 'explain', input: row });
          if (id > 0) ids.push(id);
        },
        cancel() {
          const id = ids.find((one) => !unwanted.has(one));
          if (id === undefined) return;
          host.cancel(id);
          unwanted.add(id);
        },
        answer() {
          const answered = idsOf(met, 'request').find(
            (id) => !unwanted.has(id as number) && !answers.has(id as number),
          );
          if (answered === undefined) return;
          answers.add(answered as number);
          frame.answer(result(answered as number));
        },
        read: deliver,
        // Nobody ticks more often, and without time no room for pings would come back.
        tick() {
          time.pass(1000 * widgetLimits.pingSeconds);
          read();
        },
      };
      for (const { what, times } of steps) {
        if (what === 'pass') time.pass(times);
        else for (let i = 0; i < times; i += 1) act[what]();
      }
      for (let i = 0; i < 3; i += 1) {
        read();
        time.pass(1000 * widgetLimits.pingSeconds);
      }
      for (const id of ids) if (!unwanted.has(id)) frame.answer(result(id));
      read();
      expect(rates(met)).toEqual([]);
      expect(idsOf(met, 'request')).toEqual(ids);
      const ended = met.heard.filter(({ type }) => type === 'result' || type === 'error').map(({ id }) => id);
      expect(ended.sort((a, b) => a - b)).toEqual(ids);
      if (newest > 0) expect(lastTheme(met)).toEqual(accent(newest));
      expect(met.ends).toEqual([]);
      asked += ids.length;
    }),
    { numRuns: 60, seed: 1, endOnFailure: true },
  );
  expect(asked).toBeGreaterThan(1000);
});
