// What it takes evaluators in a browser to explain the rows of files, and nothing else.

import { type BareRows, openBareRows } from '../bare-rows.ts';

declare global {
  interface Window {
    /** Milliseconds that the explainer alone takes for the files that were chosen. */
    timeAlone: () => Promise<number>;
  }
}

let bare: Promise<BareRows> | null = null;

async function open(): Promise<BareRows> {
  const chosen = document.querySelector('input')?.files ?? [];
  const files = await Promise.all(
    Array.from(chosen, async (file) => ({ name: file.name, data: new Uint8Array(await file.arrayBuffer()) })),
  );
  const [model, table, card] = ['.onnx', '.csv', '.json'].map((end) => {
    const found = files.find(({ name }) => name.endsWith(end));
    if (!found) throw new Error(`no ${end} file was chosen`);
    return found;
  });
  return openBareRows({ model, table, card }, navigator.hardwareConcurrency);
}

window.timeAlone = async () => {
  bare ??= open();
  const rows = await bare;
  const start = performance.now();
  await rows.explain();
  return performance.now() - start;
};
