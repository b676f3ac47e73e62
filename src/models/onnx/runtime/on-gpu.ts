// What runs on a GPU, loaded together where one is used.

export { openDevice } from '../../../gpu/device.ts';
export { watchDevice } from '../../../gpu/watch.ts';
export { createGpuGame } from './gpu-game.ts';
export { createRecordedCalls } from './recorded-calls.ts';
