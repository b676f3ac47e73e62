import { describe, expect, it } from 'vitest';
import { createQueue, type Turn } from '../../../../src/engine/jobs/queue.ts';
import type { Place } from '../../../../src/engine/protocol.ts';
import { createRandom } from '../../../../src/numerics/random.ts';
import { openWine } from '../wine.ts';

const soon = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

/** Adds jobs of so many steps to a queue and notes the order in which steps are made. */
function steps(most?: number) {
  const queue = createQueue(most);
  const made: string[] = [];
  const add = (name: string, count: number, place: Place = {}) =>
    queue.add(name, place, async ({ rest }: Turn) => {
      for (let step = 0; step < count; step++) {
        await rest();
        made.push(name);
        await soon();
      }
      return name;
    });
  return { queue, made, add };
}

describe('queue', () => {
  it('runs one job after the other, in the order of asking', async () => {
    const { made, add } = steps();
    await Promise.all([add('a', 2), add('b', 2), add('c', 1)]);
    expect(made.join('')).toBe('aabbc');
  });

  it('lets what a person looks at go before batch work that has begun', async () => {
    const { made, add } = steps();
    const batch = add('a', 4, { batch: true });
    const other = add('b', 1, { batch: true });
    await soon();
    await soon();
    const begun = made.length;
    expect(begun).toBeLessThan(4);
    const watched = add('c', 2);
    await Promise.all([batch, other, watched]);
    expect(made.join('')).toBe(`${'a'.repeat(begun)}cc${'a'.repeat(4 - begun)}b`);
  });

  it('takes turns among clients, whatever one of them has waiting', async () => {
    const { made, add } = steps();
    const names = ['a', 'b', 'c', 'd'].map((name) => add(name, 1, { client: 'flood' }));
    names.push(add('x', 1, { client: 'one' }), add('y', 1, { client: 'two' }), add('z', 1, { client: 'one' }));
    await Promise.all(names);
    expect(made.join('')).toBe('axybzcd');
  });

  it('a client that asks again and again does not keep another waiting', async () => {
    const { made, add } = steps();
    const waiting = Promise.all(['a', 'b', 'c'].map((name) => add(name, 1, { client: 'batch' })));
    for (const name of ['x', 'y', 'z']) await add(name, 1, { client: 'eager' });
    await waiting;
    expect(made.join('')).toBe('axbycz');
  });

  it('pauses before the next step, lets others go on, and resumes', async () => {
    const { queue, made, add } = steps();
    const a = add('a', 3);
    const b = add('b', 2);
    await soon();
    const begun = made.length;
    queue.pause('a');
    await b;
    expect(made.join('')).toBe(`${'a'.repeat(begun)}bb`);
    queue.resume('a');
    await a;
    expect(made.length).toBe(5);
  });

  it('lets any other job go on while one waits for what comes from elsewhere, and then goes on itself', async () => {
    const { queue, made, add } = steps();
    let come: (what: string) => void = () => {};
    const elsewhere = new Promise<string>((resolve) => {
      come = resolve;
    });
    const waiting = queue.add('waits', {}, async ({ away }: Turn) => {
      made.push(await away(elsewhere));
    });
    await add('b', 2, { batch: true });
    const after = add('c', 2);
    come('a');
    await Promise.all([waiting, after]);
    expect(made.join('')).toBe('bbcca');

    const stopped = queue.add('stopped', {}, ({ away }: Turn) => away(new Promise(() => {})));
    queue.cancel('stopped');
    await expect(stopped).rejects.toMatchObject({ code: 'failure-cancelled' });
    expect(await add('d', 1)).toBe('d');
  });

  it('counts what it holds for each client', async () => {
    const { add } = steps(1);
    const held = [add('a', 1, { client: 'one' }), add('b', 1, { client: 'two' })];
    expect(() => add('c', 1, { client: 'two' })).toThrow(expect.objectContaining({ code: 'failure-busy' }));
    await Promise.all(held);
  });

  it('refuses more than it may hold, and takes jobs again when some are done', async () => {
    const { add } = steps(2);
    const held = [add('a', 1), add('b', 1)];
    expect(() => add('c', 1)).toThrow(expect.objectContaining({ code: 'failure-busy' }));
    expect(() => add('a', 1)).toThrow(expect.objectContaining({ code: 'request-invalid' }));
    await held[0];
    expect(await add('c', 1)).toBe('c');
    await held[1];
  });

  it('drops a waiting job at once, tells a running or paused one, and goes on when jobs fail', async () => {
    const { queue, add } = steps();
    const told = (name: string) =>
      queue.add(name, {}, async ({ cancelled, rest }) => {
        queue.pause(name);
        await rest();
        return cancelled;
      });
    const first = told('a');
    const broken = queue.add('broken', {}, () => Promise.reject(new Error('broken')));
    await expect(broken).rejects.toThrow('broken');
    const long = add('long', 20);
    const waiting = add('waiting', 1);
    queue.cancel('waiting');
    await expect(waiting).rejects.toMatchObject({ code: 'failure-cancelled' });
    queue.cancel('a');
    expect(await first).toBe('cancelled');
    queue.clear();
    expect(await long).toBe('long');
    expect(await add('after', 1)).toBe('after');
  });

  it('200 cancels at random moments: every job settles, and the next one runs', async () => {
    const random = createRandom(11);
    const { queue, add } = steps();
    const jobs: Promise<unknown>[] = [];
    for (let job = 0; job < 200; job++) {
      const name = `job ${job}`;
      const place = { client: `client ${random.integer(3)}`, batch: random.uniform() < 0.5 };
      jobs.push(add(name, 3, place).catch((error) => error.code));
      for (let wait = random.integer(4); wait > 0; wait--) await soon();
      if (random.uniform() < 0.3) queue.pause(`job ${random.integer(job + 1)}`);
      queue.cancel(`job ${random.integer(job + 1)}`);
      if (job % 5 === 0) for (let any = 0; any <= job; any++) queue.resume(`job ${any}`);
    }
    queue.clear();
    for (const outcome of await Promise.all(jobs)) expect(outcome).toMatch(/^job|failure-cancelled/);
    expect(await add('after', 2)).toBe('after');
  });
});

describe('an engine with a queue', () => {
  it('gives the same bits to rows that were paused and passed by others, and the others go first', async () => {
    const { engine, base, one } = await openWine();
    const many = { ...base, budget: { samples: 512, error: 0 }, first: 0, last: 1 };

    const calm: unknown[] = [];
    await engine.explainRows(
      'calm',
      many,
      (records) => void calm.push(...records.map(({ attributions }) => attributions)),
      () => {},
    );
    const disturbed: unknown[] = [];
    let watched: Promise<number> | null = null;
    await engine.explainRows(
      'disturbed',
      many,
      (records) => void disturbed.push(...records.map(({ attributions }) => attributions)),
      () => {
        watched ??= (async () => {
          await engine.pause('disturbed');
          await engine.explain('watched', one, () => {});
          const before = disturbed.length;
          await engine.resume('disturbed');
          return before;
        })();
      },
    );
    expect(await watched).toBe(0);
    expect(calm.length).toBe(2);
    expect(disturbed).toEqual(calm);
    await engine.close();
  });

  it('closes sessions nobody uses, never one of a paused job, and opens them again', async () => {
    const { engine, one, seen } = await openWine(30);
    const idle = () => new Promise((resolve) => setTimeout(resolve, 150));
    const calm = await engine.explain('a', one, () => {});
    const made = seen.made;
    expect(seen.closed).toBeLessThan(made);
    await idle();
    expect(seen.closed).toBe(made);
    const again = engine.explain('b', one, () => {});
    await engine.pause('b');
    await idle();
    expect(seen).toMatchObject({ made: made + 1, closed: made });
    await engine.resume('b');
    expect((await again).attributions).toEqual(calm.attributions);
    await idle();
    expect(seen.closed).toBe(made + 1);
    await engine.close();
  });
});
