import { expect, it } from 'vitest';
import { tryGpu } from '../../../../src/engine/backends/gpu-trial.ts';
import type { Pool } from '../../../../src/engine/pool/pool.ts';
import type { StudyState } from '../../../../src/engine/studies/study.ts';
import type { Subject } from '../../../../src/engine/subjects/subject.ts';

/**
 * Tries pools that take this many milliseconds for anything; counts how often each was asked for
 * values while others waited.
 */
async function tried(gpuTakes: number, cpuTakes: number) {
  let alone = false;
  const held = { gpu: 0, cpu: 0 };
  const pool = (name: keyof typeof held, milliseconds: number): Pool => {
    const answer = async () => {
      if (alone) held[name]++;
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
      return new Float64Array(1);
    };
    const own: Partial<Pool> = {
      value: answer,
      async alone(_, work) {
        alone = true;
        return work().finally(() => {
          alone = false;
        });
      },
    };
    return own as Pool;
  };
  const study = { kind: 'image', study: { outputs: ['y'] } } as unknown as StudyState;
  const subject = {
    masker: {},
    rowsPerCoalition: 1,
    instance: new Float32Array(4),
    players: ['a', 'b'],
  } as unknown as Subject;
  const pools = { gpu: pool('gpu', gpuTakes), cpu: pool('cpu', cpuTakes) };
  const refusal = await tryGpu({ ...pools, study, subject, together: false });
  return { refusal, held };
}

it('holds up no explanation for a GPU that is far slower', async () => {
  const { refusal, held } = await tried(300, 2);
  expect(refusal).toMatchObject({ why: { key: 'engine.backendSlower' }, lasting: true });
  expect(held.gpu).toBe(0);
});

it('does not wait for a CPU that is far slower', async () => {
  const { refusal, held } = await tried(2, 1000);
  expect(refusal).toBe(null);
  expect(held).toEqual({ gpu: 0, cpu: 2 }); // its answers, and one batch that nobody waits for
});

it('times a GPU that came near the CPU again, alone', async () => {
  const { refusal, held } = await tried(60, 30);
  expect(refusal).toMatchObject({ lasting: true });
  expect(held.gpu).toBeGreaterThan(1);
});
