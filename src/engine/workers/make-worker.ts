// Frames whose origin is opaque (`<iframe sandbox="allow-scripts">`) may not make a worker by an
// address, not even of a file that they could read. They may make one whose text is in its address,
// and that text may import the file. Where a page's policy says `require-trusted-types-for
// 'script'`, the address must have been let through by a policy that the page names.

/** Its name in `trusted-types` of a page's policy. */
const NAME = 'oriel';

/** Where the policy is kept: a page may have this file twice, and make it once alone. */
const KEPT = Symbol.for('oriel.policy');

interface Scope {
  [KEPT]?: Rules;
  readonly origin?: string;
  readonly trustedTypes?: { createPolicy(name: string, rules: Rules): Rules };
  Worker: typeof Worker;
}

interface Rules {
  createScriptURL(file: string): string;
}

const scope = globalThis as Scope;

/**
 * Makes a worker, whatever the origin and the policy are. Bundlers know workers by `new Worker(new
 * URL('…', import.meta.url))` alone, so that this must stand in `make` as it is, and what `Worker`
 * means is changed while it runs. Throws a TypeError for an address that is not a file's.
 */
export function makeWorker(make: () => Worker): Worker {
  const { Worker: Plain } = scope;
  scope.Worker = class extends Plain {
    constructor(file: string | URL, options?: WorkerOptions) {
      super(trusted().createScriptURL(String(file)), options);
    }
  };
  try {
    return make();
  } finally {
    scope.Worker = Plain;
  }
}

/** Opaque origins alone get `data:`: such a worker has no storage and no locks. */
const rules: Rules = {
  createScriptURL(file) {
    // What a person brings comes as data or as a blob, and is never run.
    if (/^(data|blob|javascript):/i.test(file)) throw new TypeError('A worker must be a file');
    return scope.origin === 'null' ? importing(file) : file;
  },
};

function trusted(): Rules {
  try {
    scope[KEPT] ??= scope.trustedTypes?.createPolicy(NAME, rules) ?? rules;
  } catch {
    scope[KEPT] = rules; // the page does not name it, and will say itself what it refuses
  }
  return scope[KEPT];
}

/** The address of a worker that is not made but registered; throws as `makeWorker` does. */
export const trustedAddress = (file: string): string => trusted().createScriptURL(file);

/**
 * The address of a module that imports another and does nothing else. The import is a static one:
 * messages that arrive before it is done wait, where those before an `import()` is done are lost.
 */
export const importing = (address: string): string =>
  `data:text/javascript,${encodeURIComponent(`import ${JSON.stringify(address)};`)}`;
