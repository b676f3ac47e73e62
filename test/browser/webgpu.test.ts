import { expect, test } from 'vitest';

test('this browser has WebGPU on a software adapter and runs module workers', async () => {
  const adapter = await navigator.gpu.requestAdapter();
  expect(adapter?.info.isFallbackAdapter).toBe(true);
  const device = await adapter?.requestDevice();
  expect(device?.limits.maxComputeInvocationsPerWorkgroup).toBeGreaterThanOrEqual(256);
  device?.destroy();
});
