import { expect, it, vi } from 'vitest';
import { openWine } from './wine.ts';

it('opens a model before it is asked; what is asked finds it open', async () => {
  const { engine, one, seen } = await openWine();
  expect(seen.made).toBe(0);
  await engine.warmUp(one.study, 'wasm');
  await vi.waitFor(() => expect(seen.made).toBe(1));
  await engine.predict(one.study, one.input, 'wasm');
  await engine.explain('warm', { ...one, backend: 'wasm' }, () => {});
  expect(seen).toMatchObject({ made: 1, closed: 0 });
  await engine.close();
  expect(seen.closed).toBe(1);
});

it('closes what was opened and never asked', async () => {
  const { engine, one, seen } = await openWine(50);
  await engine.warmUp(one.study, 'wasm');
  await vi.waitFor(() => expect(seen).toMatchObject({ made: 1, closed: 1 }));
  await engine.warmUp(one.study, 'wasm');
  await engine.reset();
  await vi.waitFor(() => expect(seen).toMatchObject({ made: 2, closed: 2 }));
});

it('throws for a study there is not, and nothing for a GPU there is not: who asks is answered by the CPU', async () => {
  const { engine, one } = await openWine();
  await expect(engine.warmUp('study-9', 'wasm')).rejects.toMatchObject({ code: 'request-invalid' });
  await engine.warmUp(one.study, 'webgpu');
  const { values } = await engine.predict(one.study, one.input, 'webgpu');
  expect(values).toEqual((await engine.predict(one.study, one.input, 'wasm')).values);
  await engine.close();
});
