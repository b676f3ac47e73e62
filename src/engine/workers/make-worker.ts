// Frames whose origin is opaque (`<iframe sandbox="allow-scripts">`) may not make a worker by an
// address, not even of a file that they could read. They may make one whose text is in its address,
// and that text may import the file.

/**
 * Makes a worker, also where the origin is opaque. Only there is it made through an address of
 * `data:`, since it then has an opaque origin itself, without storage and locks. Bundlers know
 * workers by `new Worker(new URL('…', import.meta.url))` alone, so that this must stand in `make`
 * as it is, and what `Worker` means is changed while it runs.
 */
export function makeWorker(make: () => Worker): Worker {
  const scope = globalThis as { origin?: string; Worker: typeof Worker };
  if (scope.origin !== 'null') return make();
  const { Worker: Plain } = scope;
  scope.Worker = class extends Plain {
    constructor(address: string | URL, options?: WorkerOptions) {
      super(importing(String(address)), options);
    }
  };
  try {
    return make();
  } finally {
    scope.Worker = Plain;
  }
}

/**
 * The address of a module that imports another and does nothing else. The import is a static one:
 * messages that arrive before it is done wait, where those before an `import()` is done are lost.
 */
export const importing = (address: string): string =>
  `data:text/javascript,${encodeURIComponent(`import ${JSON.stringify(address)};`)}`;
