// What the page around a kiosk's visitors decides: signs of life, the journal, the lock, the night.

import { describe, expect, test } from 'vitest';
import { OrielError } from '../../../src/errors.ts';
import { closeDoors } from '../../../src/kiosk/closed-doors.ts';
import { faultOf } from '../../../src/kiosk/fault.ts';
import { createJournal, dayOf, type Shelf } from '../../../src/kiosk/host/journal.ts';
import { createLock } from '../../../src/kiosk/host/lock.ts';
import { nightAt } from '../../../src/kiosk/host/night.ts';
import { createRenewal, type RenewalParts } from '../../../src/kiosk/host/renewal.ts';
import { createSilence } from '../../../src/kiosk/host/silence.ts';
import { fromVisit } from '../../../src/kiosk/protocol.ts';
import { KIOSK_DAYS, KIOSK_FAULTS } from '../../../src/limits.ts';

function shelf(): Shelf & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return { kept, getItem: (name) => kept.get(name) ?? null, setItem: (name, text) => void kept.set(name, text) };
}

test('what gives no sign of life is told of once, and what does never is', () => {
  let stuck = 0;
  const silence = createSilence(3, () => stuck++);
  const ticks = (count: number) => {
    for (let i = 0; i < count; i++) silence.tick();
  };
  ticks(10); // there is nothing to watch yet
  silence.watch();
  ticks(3);
  silence.beat();
  ticks(3);
  expect(stuck).toBe(0);
  ticks(10);
  expect(stuck).toBe(1);
  silence.watch();
  silence.rest();
  ticks(10);
  expect(stuck).toBe(1);
});

test('the journal keeps the newest faults and days, and finds them again', () => {
  const place = shelf();
  let now = new Date(2026, 0, 1, 12);
  const journal = createJournal(place, () => now);
  for (let i = 0; i < KIOSK_FAULTS + 5; i++) journal.fault({ kind: 'error', code: 'TypeError', at: `x.js:1:${i}` });
  for (let i = 0; i < KIOSK_DAYS + 5; i++) {
    now = new Date(2026, 0, 1 + i, 12);
    journal.visit();
    journal.visit();
    journal.opened('credit');
  }
  const { faults, days } = createJournal(place).read();
  expect(faults).toHaveLength(KIOSK_FAULTS);
  expect(faults.at(-1)).toMatchObject({ code: 'TypeError', at: `x.js:1:${KIOSK_FAULTS + 4}` });
  expect(Object.keys(days)).toHaveLength(KIOSK_DAYS);
  expect(days[dayOf(now)]).toEqual({ visits: 2, examples: { credit: 1 } });
  expect(days['2026-01-01']).toBeUndefined();
});

test('what goes wrong again and again on a day is counted, and pushes out nothing', () => {
  const place = shelf();
  let now = new Date(2026, 0, 1, 12);
  const journal = createJournal(place, () => now);
  journal.fault({ kind: 'failure', code: 'file-missing', at: null });
  for (let i = 0; i < KIOSK_FAULTS; i++) {
    now = new Date(2026, 0, 1, 12, 0, 20 * i);
    journal.fault({ kind: 'error', code: 'TypeError', at: 'x.js:1:1' });
    journal.fault({ kind: 'stuck', code: 'Stuck', at: null });
  }
  journal.fault({ kind: 'error', code: 'TypeError', at: 'x.js:1:2' });
  const time = now.toISOString();
  now = new Date(2026, 0, 2, 12);
  journal.fault({ kind: 'stuck', code: 'Stuck', at: null });
  expect(createJournal(place).read().faults).toEqual([
    { kind: 'failure', code: 'file-missing', at: null, time: new Date(2026, 0, 1, 12).toISOString(), count: 1 },
    { kind: 'error', code: 'TypeError', at: 'x.js:1:1', time, count: KIOSK_FAULTS },
    { kind: 'stuck', code: 'Stuck', at: null, time, count: KIOSK_FAULTS },
    { kind: 'error', code: 'TypeError', at: 'x.js:1:2', time, count: 1 },
    { kind: 'stuck', code: 'Stuck', at: null, time: now.toISOString(), count: 1 },
  ]);
});

test('faults of a journal from before they were counted are counted once', () => {
  const place = shelf();
  const time = '2026-01-01T12:00:00.000Z';
  const old = { faults: [{ kind: 'stuck', code: 'Stuck', at: null, time }], days: {} };
  place.setItem('oriel.kiosk.journal', JSON.stringify(old));
  expect(createJournal(place).read().faults).toEqual([{ ...old.faults[0], count: 1 }]);
});

test('a journal that is damaged, or cannot be kept, does not stop the kiosk', () => {
  const place = shelf();
  place.setItem('oriel.kiosk.journal', '{"faults":[{"kind":"error","code":"my name is Ada"}],"days":{}}');
  expect(createJournal(place).read()).toEqual({ faults: [], days: {} });
  const full = {
    getItem: () => null,
    setItem: () => {
      throw new Error('full');
    },
  };
  const journal = createJournal(full, () => new Date(2026, 0, 1));
  journal.visit();
  expect(journal.read().days['2026-01-01'].visits).toBe(1);
});

test('of an error its kind and place are kept, and not what it says', () => {
  const thrown = new TypeError('Ada Lovelace is no number');
  thrown.stack = `TypeError: Ada Lovelace is no number\n    at read (https://a.example/assets/kiosk-AbCd1234.js:2:5607)`;
  expect(faultOf(thrown)).toEqual({ kind: 'error', code: 'TypeError', at: 'kiosk-AbCd1234.js:2:5607' });
  expect(faultOf(new OrielError('file-missing', { file: 'ada.csv', text: '404' }))).toEqual({
    ...{ kind: 'failure', code: 'file-missing', at: null },
  });
  const named = new Error('x');
  named.name = 'I am Ada';
  expect(faultOf(named).code).toBe('Error');
  expect(JSON.stringify([faultOf('Ada'), faultOf(thrown)])).not.toContain('Ada');
});

test('the page around hears only of what has a place in the protocol', () => {
  expect(fromVisit({ type: 'over' })).toEqual({ type: 'over' });
  expect(fromVisit({ type: 'opened', example: 'credit' })).toEqual({ type: 'opened', example: 'credit' });
  for (const wrong of [
    null,
    'over',
    { type: 'over', text: 'Ada' },
    { type: 'said', text: 'Ada' },
    { type: 'fault', fault: { kind: 'error', code: 'Ada was here', at: null } },
    { type: 'fault', fault: { kind: 'error', code: 'Error', at: 'Ada' } },
  ])
    expect(fromVisit(wrong)).toBeNull();
});

test('wrong PINs cost more and more time, also after the page was loaded anew', () => {
  const place = shelf();
  let now = 1_000_000;
  const open = () => createLock('2846', place, () => now);
  let lock = open();
  expect([lock.try('0000'), lock.try('1111'), lock.wait()]).toEqual([false, false, 0]);
  expect([lock.try('2222'), lock.wait()]).toEqual([false, 30_000]);
  lock = open();
  // Not even the right one is looked at.
  expect([lock.wait(), lock.try('2846')]).toEqual([30_000, null]);
  now += 30_000;
  expect([lock.try('3333'), lock.wait()]).toEqual([false, 60_000]);
  now += 60_000;
  expect([lock.try('2846'), lock.wait()]).toEqual([true, 0]);
  for (let i = 0; i < 40; i++) {
    now += 3_600_000;
    lock.try('0000');
  }
  expect(lock.wait()).toBe(3_600_000);
  // The clock was set back.
  now = 0;
  expect(lock.wait()).toBe(3_600_000);
});

test.each([
  ['03:30', new Date(2026, 4, 2, 3, 29), null],
  ['03:30', new Date(2026, 4, 2, 3, 30), '2026-05-02'],
  ['03:30', new Date(2026, 4, 2, 6, 29), '2026-05-02'],
  ['03:30', new Date(2026, 4, 2, 6, 30), null],
  ['23:00', new Date(2026, 4, 2, 1, 30), '2026-05-01'],
  ['23:00', new Date(2026, 4, 2, 23, 0), '2026-05-02'],
  [null, new Date(2026, 4, 2, 3, 30), null],
])('a quiet hour at %s is at %s in the night %s', (quiet, now, night) => {
  expect(nightAt(now, quiet)).toBe(night);
});

describe('at night everything is loaded anew', () => {
  function kiosk(parts: Partial<RenewalParts> = {}, loaded: string | null = null) {
    const seen = { night: loaded, free: true, there: true, updates: 0, reloads: 0 };
    const renewal = createRenewal({
      night: () => seen.night,
      isFree: () => seen.free,
      update: async () => void seen.updates++,
      isThere: async () => seen.there,
      reload: () => seen.reloads++,
      ...parts,
    });
    return { seen, look: renewal.look };
  }

  test('by night, and not by day, nor in a night in which it was', async () => {
    const { seen, look } = kiosk();
    await look();
    expect(seen).toMatchObject({ updates: 0, reloads: 0 });
    seen.night = '2026-05-02';
    await look();
    expect(seen).toMatchObject({ updates: 1, reloads: 1 });
    const again = kiosk({}, '2026-05-02');
    await again.look();
    expect(again.seen).toMatchObject({ updates: 0, reloads: 0 });
  });

  test('after a visitor who came meanwhile, without another update', async () => {
    const { seen, look } = kiosk({
      update: async () => {
        seen.updates++;
        seen.free = false;
      },
    });
    seen.night = '2026-05-02';
    await look();
    await look();
    expect(seen).toMatchObject({ updates: 1, reloads: 0 });
    seen.free = true;
    await look();
    expect(seen).toMatchObject({ updates: 1, reloads: 1 });
  });

  test.each([
    ['never ends', () => new Promise(() => {})],
    ['fails', () => Promise.reject(new Error('there is no network'))],
  ])('also where an update %s', async (_, update) => {
    const { seen, look } = kiosk({ update, patience: 5 });
    seen.night = '2026-05-02';
    await Promise.all([look(), look()]);
    expect(seen.reloads).toBe(1);
  });

  test('once the page can be had', async () => {
    const { seen, look } = kiosk();
    Object.assign(seen, { night: '2026-05-02', there: false });
    await look();
    expect(seen.reloads).toBe(0);
    const lost = kiosk({ isThere: () => Promise.reject(new Error('there is no network')) });
    lost.seen.night = '2026-05-02';
    await lost.look();
    expect(lost.seen.reloads).toBe(0);
    seen.there = true;
    await look();
    expect(seen).toMatchObject({ updates: 1, reloads: 1 });
  });
});

describe('doors', () => {
  const page = new EventTarget();
  closeDoors(page as Document);
  /** Whether the browser still does what an event stands for. */
  const isLeft = (kind: string, { altGraph = false, ...what }: Record<string, unknown>): boolean =>
    page.dispatchEvent(
      Object.assign(new Event(kind, { cancelable: true }), { getModifierState: () => altGraph }, what),
    );

  test.each(['mousedown', 'mouseup', 'auxclick'])('of a mouse: back and forward, by %s', (kind) => {
    expect([0, 1, 2, 3, 4].map((button) => isLeft(kind, { button }))).toEqual([true, true, true, false, false]);
  });

  test('of a keyboard, and what AltGr types stays', () => {
    const [ctrl, alt, both] = [{ ctrlKey: true }, { altKey: true }, { ctrlKey: true, altKey: true }];
    const altGraph = { ...both, altGraph: true };
    const keys = [
      ...[{ key: 'a' }, { key: '@', ...altGraph }, { key: '€', altGraph: true }, { key: 'Dead', ...altGraph }],
      ...[{ key: 'w', ...ctrl }, { key: 'ArrowLeft', ...alt }, { key: 'F5' }, { key: 'F4', ...altGraph }],
      ...[{ key: '@', ...both }, { key: 'BrowserBack' }, { key: 'ArrowLeft', ...altGraph }],
    ];
    const open = keys.filter((key) => isLeft('keydown', key)).map(({ key }) => key);
    expect(open).toEqual(['a', '@', '€', 'Dead']);
    expect(isLeft('keydown', { key: '@', ...both })).toBe(false);
  });
});
