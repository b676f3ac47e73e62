import { afterEach, expect, test, vi } from 'vitest';
import { importing, makeWorker } from '../../../../src/engine/workers/make-worker.ts';

// test/e2e/embedded-frame.test.ts has real ones.
const made: string[] = [];
class Stub {
  constructor(address: string | URL) {
    if (String(address).endsWith('bad.js')) throw new Error('bad');
    made.push(String(address));
  }
}
const scope = globalThis as unknown as { Worker: unknown; origin?: string };
scope.Worker = Stub;
const KEPT = Symbol.for('oriel.policy');
afterEach(() => {
  made.length = 0;
  delete scope.origin;
});

const makes = (address: string) => () => new Worker(new URL(address));

test('where there is an origin, a worker is made as it stands', () => {
  scope.origin = 'https://a.example';
  makeWorker(makes('https://a.example/w.js'));
  expect(made).toEqual(['https://a.example/w.js']);
});

test('where the origin is opaque, a worker is made of a text that imports it', () => {
  scope.origin = 'null';
  expect(makeWorker(makes('https://a.example/w.js?x=%22'))).toBeInstanceOf(Stub);
  expect(made).toEqual([importing('https://a.example/w.js?x=%22')]);
});

test('whatever happens, `Worker` means afterwards what it meant before', () => {
  scope.origin = 'null';
  makeWorker(makes('https://a.example/w.js'));
  expect(scope.Worker).toBe(Stub);
  expect(() =>
    makeWorker(() => {
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(scope.Worker).toBe(Stub);
});

test.each(['data:text/javascript,1', 'blob:https://a.example/1', 'JavaScript:1'])('%s is no worker', (address) => {
  expect(() => makeWorker(makes(address))).toThrow('A worker must be a file');
  expect(made).toEqual([]);
});

test.each([true, false])(
  'where the page trusts no text, a policy lets the address through, if the page names it: %s',
  async (names) => {
    const named: string[] = [];
    vi.stubGlobal('trustedTypes', {
      createPolicy(name: string, rules: { createScriptURL(file: string): string }) {
        named.push(name);
        if (!names) throw new TypeError('not among those that the page names');
        return { createScriptURL: (file: string) => `trusted ${rules.createScriptURL(file)}` };
      },
    });
    const kept = globalThis as { [KEPT]?: unknown };
    delete kept[KEPT];
    // A page may have the file twice, as where it uses the package beside another build.
    for (let copy = 0; copy < 2; copy++) {
      vi.resetModules();
      const fresh = await import('../../../../src/engine/workers/make-worker.ts');
      fresh.makeWorker(makes('https://a.example/w.js'));
    }
    vi.unstubAllGlobals();
    delete kept[KEPT];
    const address = `${names ? 'trusted ' : ''}https://a.example/w.js`;
    expect({ named, made }).toEqual({ named: ['oriel'], made: [address, address] });
  },
);

test('the text is a module that imports the address as it is', async () => {
  const address = `data:text/javascript,${encodeURIComponent('globalThis.imported = `"\'#%?&\\n`;')}`;
  await import(importing(address));
  expect((globalThis as { imported?: string }).imported).toBe('"\'#%?&\n');
});
