import { describe, expect, it } from 'vitest';
import { message } from '../../../../src/catalogue/message.ts';
import { explain } from '../../../../src/engine/jobs/explain.ts';
import type { Job } from '../../../../src/engine/jobs/job.ts';
import { limitedTime } from '../../../../src/engine/jobs/limited-time.ts';
import { createKnowledge } from '../../../../src/engine/knowledge/knowledge.ts';
import type { Pool } from '../../../../src/engine/pool/pool.ts';
import type { StudyState } from '../../../../src/engine/studies/study.ts';
import type { Subject } from '../../../../src/engine/subjects/subject.ts';
import { type Coalitions, has } from '../../../../src/games/coalitions.ts';
import { balancedHierarchy } from '../../support/balanced-hierarchy.ts';
import { fakeClock } from '../../support/fake-clock.ts';

const PLAYERS = 8;

/** Milliseconds that a model takes where nothing of it is warm; `known`: of a call, as it says. */
interface Cold {
  readonly opening?: number;
  readonly answering?: number;
  readonly valuing?: number;
  readonly known?: number | null;
}

/** An explanation of a picture in limited time, by a model that takes its time. */
function coldJob(limit: number, { opening = 0, answering = 0, valuing = 0, known = null }: Cold) {
  const clock = fakeClock();
  let [opened, valued, latest] = [false, 0, 0];
  const taking = async <T>(milliseconds: number, found: T): Promise<T> => {
    if (milliseconds > 0) await new Promise<void>((resolve) => clock.after(milliseconds, resolve));
    return found;
  };
  const pool = {
    backend: 'wasm',
    milliseconds: () => known,
    async ready() {
      await taking(opening, null);
      opened = true;
      return { backend: 'wasm', runtime: 'a runtime', adapter: null, oneByOne: false };
    },
    answer: () => taking(answering, Float64Array.of(0.75)),
    value(_: unknown, coalitions: Coalitions) {
      valued += 1;
      const values = Float64Array.from({ length: coalitions.count }, (_each, row) =>
        has(coalitions, row, 3) ? 0.5 : 0,
      );
      return taking(valuing, values);
    },
  } as unknown as Pool;
  const subject = {
    masker: { kind: 'image' },
    rowsPerCoalition: 1,
    instance: new Float32Array(1),
    explained: { kind: 'image' },
    players: Array.from({ length: PLAYERS }, (_, index) => `${index}`),
    idle: new Array<boolean>(PLAYERS).fill(false),
    hierarchy: () => balancedHierarchy(PLAYERS),
    input: { kind: 'image', sha256: '', file: 'a.png', width: 1, height: 1, picture: '', segments: '', fill: '' },
    background: null,
  } as unknown as Subject;
  const study = {
    kind: 'image',
    study: { outputs: ['cat'] },
    card: { name: 'a model', task: 'regression' },
    facts: { sha256: '', format: 'onnx', stopped: null },
    binding: { kind: 'image', finalStep: null },
  } as unknown as StudyState;
  const job: Job = {
    study,
    subject,
    pool,
    knowledge: createKnowledge(),
    game: 'a game',
    spent: { rows: 0, known: 0 },
    watched: false,
    request: {
      study: 'study-1',
      input: { kind: 'row', row: 0 },
      // Its code is there already: no time passes while it is loaded.
      explainer: { name: 'gp-shap' },
      outputs: 'all',
      seed: 1,
      budget: { milliseconds: limit, error: 0 },
      curves: false,
    },
    structure: null,
    prepareMethod: () => Promise.reject(new Error('no structure')),
    backendWhy: message('engine.askedFor'),
    start: 0,
    time: limitedTime(limit, 0, clock),
    // Heard of at the end, too, before the record gets its id: hashing takes time of its own.
    progress() {
      latest = clock.now();
    },
    cancelled: new Promise(() => {}),
    rest: async () => {},
    takeNote: () => null,
  };
  /** Lets time pass until the explanation is over; resolves with when that was. */
  const over = async () => {
    const explaining = explain(job);
    let ended = false;
    const end = (at: () => number) => () => {
      ended = true;
      latest = at();
    };
    explaining.then(
      end(() => latest),
      end(() => clock.now()),
    );
    while (!ended) {
      await new Promise((resolve) => setImmediate(resolve));
      if (!ended) clock.pass(1);
    }
    return { explaining, at: latest, opened, valued };
  };
  return { over };
}

describe('limited time where nothing is warm', () => {
  it('ends with the limit where the model is not open by then', async () => {
    const { explaining, at, opened } = await coldJob(200, { opening: 1500 }).over();
    await expect(explaining).rejects.toMatchObject({ code: 'failure-time', details: { milliseconds: 200 } });
    expect(at).toBe(200);
    expect(opened).toBe(false);
  });

  it('ends no later than by a call where it has not answered by then', async () => {
    const { explaining, at } = await coldJob(200, { opening: 100, answering: 1500 }).over();
    await expect(explaining).rejects.toMatchObject({ code: 'failure-time' });
    expect(at).toBe(240);
  });

  it('waits for what a model that has answered before is asked', async () => {
    const { explaining, at } = await coldJob(200, { answering: 150, valuing: 150, known: 150 }).over();
    expect(await explaining).toMatchObject({ stopped: 'deadline', endsOnly: true });
    expect(at).toBeGreaterThan(240);
    expect(at).toBeLessThanOrEqual(150 + 150 + 1);
  });

  it('does not wait for the ends either, nor makes a chart of equal shares of nothing', async () => {
    const { explaining, at, valued } = await coldJob(200, { opening: 100, valuing: 1500 }).over();
    await expect(explaining).rejects.toMatchObject({ code: 'failure-time' });
    expect(at).toBe(240);
    expect(valued).toBeGreaterThan(0);
  });

  it('uses what time is left after a late start', async () => {
    const { explaining, at } = await coldJob(400, { opening: 300, valuing: 10 }).over();
    expect(await explaining).toMatchObject({ stopped: 'done', attributions: [{ 3: expect.closeTo(0.5, 10) }] });
    expect(at).toBeLessThanOrEqual(400);
  });
});
