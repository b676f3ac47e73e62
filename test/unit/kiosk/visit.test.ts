// What a visitor's page decides: when they have gone, what is offered, keys, steps and zoom.

import { expect, test } from 'vitest';
import index from '../../../public/examples/index.json';
import { parseExamples } from '../../../src/data/example-list.ts';
import { curated } from '../../../src/kiosk/curated.ts';
import { createBeats } from '../../../src/kiosk/visit/beats.ts';
import { createCamera } from '../../../src/kiosk/visit/camera.ts';
import { createGesture } from '../../../src/kiosk/visit/gesture.ts';
import { createIdle } from '../../../src/kiosk/visit/idle.ts';
import { hasOwnKeyboard, keysOf, numberKeys, typed } from '../../../src/kiosk/visit/keys.ts';
import { stepOf, stepped } from '../../../src/kiosk/visit/steps.ts';
import { movedBy, whole, zoomedAt } from '../../../src/kiosk/visit/zoomed.ts';

test('a visitor who has gone is asked, counted down and forgotten; a touch keeps them', () => {
  let now = 0;
  const left: (number | null)[] = [];
  let over = 0;
  const idle = createIdle({
    idle: 60,
    countdown: 3,
    now: () => now,
    left: (seconds) => left.push(seconds),
    over: () => over++,
  });
  const pass = (seconds: number) => {
    for (let i = 0; i < seconds * 4; i++) {
      now += 250;
      idle.tick();
    }
  };
  pass(600); // nobody has begun
  expect([left, over]).toEqual([[], 0]);
  idle.touch();
  pass(59);
  expect(left).toEqual([]);
  pass(2);
  expect(left).toEqual([3, 2]);
  idle.touch();
  expect(left).toEqual([3, 2, null]);
  pass(62.75);
  expect([left.slice(3), over]).toEqual([[3, 2, 1], 0]);
  pass(1);
  expect(over).toBe(1);
  pass(600);
  expect(over).toBe(1);
});

test('a touch that begins while it is counted down keeps a visitor, and the question until its end', () => {
  let now = 0;
  const left: (number | null)[] = [];
  let over = 0;
  const idle = createIdle({
    ...{ idle: 60, countdown: 3, now: () => now },
    left: (seconds) => left.push(seconds),
    over: () => over++,
  });
  const pass = (seconds: number) => {
    for (let i = 0; i < seconds * 4; i++) {
      now += 250;
      idle.tick();
    }
  };
  idle.hold(); // nobody has begun
  pass(600);
  expect([left, over]).toEqual([[], 0]);
  idle.touch();
  pass(62.5);
  expect(left).toEqual([3, 2, 1]);
  idle.hold();
  pass(30);
  expect([left, over]).toEqual([[3, 2, 1], 0]);
  idle.touch();
  expect(left).toEqual([3, 2, 1, null]);
  pass(63);
  expect(over).toBe(1);
  idle.hold();
  pass(600);
  expect(over).toBe(1);
});

test('a page that shows nothing gives signs of life for a while, one that failed none', () => {
  const after = (what: 'started' | 'failed' | null): number => {
    let heard = 0;
    const beats = createBeats(() => heard++, 5);
    beats.tick();
    if (what) beats[what]();
    for (let i = 0; i < 100; i++) beats.tick();
    return heard;
  };
  expect([after(null), after('failed'), after('started')]).toEqual([5, 1, 101]);
});

test('of a camera one stream is on, and none once it is closed', async () => {
  const on = new Set<number>();
  const waiting: (() => void)[] = [];
  let asked = 0;
  const camera = createCamera(async () => {
    const mine = asked++;
    await new Promise<void>((resolve) => waiting.push(resolve));
    on.add(mine);
    return { getTracks: () => [{ stop: () => on.delete(mine) }] } as unknown as MediaStream;
  });
  const arrive = () => waiting.splice(0).forEach((one) => void one());
  const twice = [camera.open(), camera.open()];
  arrive();
  expect(await Promise.all(twice)).toEqual([true, false]);
  expect([[...on], camera.stream === null]).toEqual([[0], false]);
  // Another takes its place.
  const next = camera.open();
  arrive();
  expect([await next, [...on]]).toEqual([true, [1]]);
  camera.close();
  expect([[...on], camera.stream]).toEqual([[], null]);
  // Whoever has gone before it came leaves none.
  const late = camera.open();
  camera.close();
  arrive();
  expect([await late, [...on], camera.stream]).toEqual([false, [], null]);
});

test('a camera that was denied may be asked for again', async () => {
  let denied = true;
  const camera = createCamera(async () => {
    if (denied) throw new Error('denied');
    return { getTracks: () => [] } as unknown as MediaStream;
  });
  await expect(camera.open()).rejects.toThrow('denied');
  denied = false;
  expect(await camera.open()).toBe(true);
});

test('five quick touches of the corner are the gesture, and nothing else is', () => {
  const touch = (isGesture: ReturnType<typeof createGesture>, time: number, x = 20, rtl = false) =>
    isGesture({ x, y: 20, time, width: 1000, rtl });
  const count = (touches: readonly Parameters<typeof touch>[1][], x?: number, rtl?: boolean) => {
    const isGesture = createGesture();
    return touches.filter((time) => touch(isGesture, time, x, rtl)).length;
  };
  const quick = [0, 300, 600, 900, 1200];
  expect(count(quick)).toBe(1);
  expect(count(quick, 990, true)).toBe(1);
  expect(count(quick, 990)).toBe(0);
  expect(count([0, 1000, 2000, 3000, 4000])).toBe(0);
  const broken = createGesture();
  expect([0, 1, 2, 3].map((time) => touch(broken, time))).not.toContain(true);
  expect([touch(broken, 4, 500), touch(broken, 5)]).toEqual([false, false]);
});

test('examples are offered as the settings name them', () => {
  const examples = parseExamples(index);
  const names = (wanted: readonly string[]) => curated(examples, wanted).map(({ name, model }) => [name, model.file]);
  expect(names(['penguins', 'credit/mlp.onnx', 'nothing', 'credit/no.onnx'])).toEqual([
    ['penguins', 'forest.onnx'],
    ['credit/mlp.onnx', 'mlp.onnx'],
  ]);
  expect(names(['nothing'])).toHaveLength(examples.length);
});

test('a keyboard is drawn where the system has none', () => {
  const linux = { userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/156', maxTouchPoints: 10 };
  const android = { userAgent: 'Mozilla/5.0 (Linux; Android 15) Chrome/156', maxTouchPoints: 5 };
  const ipad = { userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X) Safari', maxTouchPoints: 5 };
  expect([linux, android, ipad].map((machine) => hasOwnKeyboard('auto', machine))).toEqual([true, false, false]);
  expect([hasOwnKeyboard('own', android), hasOwnKeyboard('system', linux)]).toEqual([true, false]);
});

test('a layout has one shift, no keys for forms, and space and the end in the last row', () => {
  const keys = keysOf(['1 2 {bksp}', '{tab} q w', '{lock} a {enter}', '{shift} y , {shift}', '.com @ {space}']);
  expect(keys).toEqual([
    ['1', '2', { does: 'back' }],
    ['q', 'w'],
    ['a', { does: 'line' }],
    [{ does: 'shift' }, 'y', ','],
    [{ does: 'space' }, { does: 'done' }],
  ]);
});

test('the keys of numbers have the sign of a language', () => {
  expect(numberKeys(',').flat()).toContain(',');
  expect(numberKeys(',').flat()).not.toContain('.');
});

test('keys type at the cursor, over what is selected, and take whole letters back', () => {
  expect(typed('ac', [1, 1], 'b')).toEqual({ text: 'abc', at: 2 });
  expect(typed('abc', [0, 2], 'x')).toEqual({ text: 'xc', at: 1 });
  expect(typed('a😀', [3, 3], { does: 'back' })).toEqual({ text: 'a', at: 1 });
  expect(typed('abc', [1, 2], { does: 'back' })).toEqual({ text: 'ac', at: 1 });
  expect(typed('ab', [2, 2], { does: 'space' }).text).toBe('ab ');
  expect(typed('ab', [2, 2], { does: 'shift' }).text).toBe('ab');
  expect(typed('', [0, 0], { does: 'back' })).toEqual({ text: '', at: 0 });
});

test.each([
  [[0, 100], 5],
  [[250, 18424], 1000],
  [[1, 4], 1],
  [[0, 1], 1],
  [[0.1, 0.9], 0.05],
  [[7, 7], 1],
] as const)('a step within %j is %d', (range, step) => {
  expect(stepOf(range)).toBeCloseTo(step, 12);
});

test('values stay within their range, come back into it, and have no noise', () => {
  expect(stepped(98, [0, 100], 1)).toBe(100);
  expect(stepped(0, [0, 100], -1)).toBe(0);
  expect(stepped(200, [0, 100], 1)).toBe(200);
  expect(stepped(200, [0, 100], -1)).toBe(195);
  expect(stepped(null, [0, 100], 1)).toBe(55);
  expect(stepped(0.25, [0.1, 0.9], 1)).toBe(0.3);
});

test('a picture is enlarged about the fingers, and covers its place', () => {
  const size = { width: 400, height: 300 };
  const closer = zoomedAt(whole, 2, { x: 100, y: 100 }, size);
  expect(closer).toEqual({ scale: 2, x: -100, y: -100 });
  expect(zoomedAt(closer, 0.1, { x: 0, y: 0 }, size)).toEqual(whole);
  expect(zoomedAt(whole, 100, { x: 0, y: 0 }, size).scale).toBe(6);
  expect(movedBy(closer, 1000, 1000, size)).toEqual({ scale: 2, x: 0, y: 0 });
  expect(movedBy(closer, -1000, -1000, size)).toEqual({ scale: 2, x: -400, y: -300 });
  expect(movedBy(whole, 50, 50, size)).toEqual(whole);
});
