import { expect, it } from 'vitest';
import { message } from '../../../../src/catalogue/message.ts';
import type { OpenedPool } from '../../../../src/engine/backends/study-pools.ts';
import { explainWhileComparing } from '../../../../src/engine/backends/while-comparing.ts';
import { OrielError } from '../../../../src/errors.ts';
import type { Explanation } from '../../../../src/records/record.ts';

const poolOf = (name: string): OpenedPool => ({
  pool: { name } as never,
  structure: null,
  why: message('engine.askedFor'),
  notes: [],
});
const [own, runtime] = [poolOf('own'), poolOf('runtime')];
const record = (id: string, stopped = 'done') => ({ id, stopped }) as Explanation;

/** Explains by our own reading until it is stopped, and by the runtime at once. */
function begun(comparing: Promise<OpenedPool>, untilStopped: 'estimate' | 'none' = 'estimate') {
  const by: OpenedPool[] = [];
  const found = explainWhileComparing(
    {
      opened: own,
      cancelled: new Promise(() => {}),
      async explain(opened, cancelled) {
        by.push(opened);
        if (opened === runtime) return record('by the runtime');
        await cancelled;
        if (untilStopped === 'none') throw new OrielError('failure-cancelled');
        return record('by our own reading', 'cancelled');
      },
    },
    comparing,
  );
  return { by, found };
}

it('goes on where the answers agree', async () => {
  const found = await explainWhileComparing(
    {
      opened: own,
      cancelled: new Promise(() => {}),
      explain: async (opened) => record(opened === own ? 'by our own reading' : 'by the runtime'),
    },
    Promise.resolve({ ...own, why: message('engine.backendNoGpu') }),
  );
  expect(found.id).toBe('by our own reading');
});

it.each(['estimate', 'none'] as const)('begins anew where they differ, with an %s so far', async (soFar) => {
  const { by, found } = begun(Promise.resolve(runtime), soFar);
  expect((await found).id).toBe('by the runtime');
  expect(by).toEqual([own, runtime]);
});

it('does not hand out what is done where they were found to differ meanwhile', async () => {
  let differ = (_: OpenedPool) => {};
  const comparing = new Promise<OpenedPool>((resolve) => {
    differ = resolve;
  });
  const found = await explainWhileComparing(
    {
      opened: own,
      cancelled: new Promise(() => {}),
      async explain(opened) {
        differ(runtime);
        await comparing;
        return record(opened === own ? 'by our own reading' : 'by the runtime');
      },
    },
    comparing,
  );
  expect(found.id).toBe('by the runtime');
});

it('throws why they could not be compared', async () => {
  const { found } = begun(Promise.reject(new OrielError('failure-backend', { backend: 'wasm', text: 'broken' })));
  await expect(found).rejects.toMatchObject({ code: 'failure-backend' });
});
