// The headers of every response, for the server here (serve.mjs) and for others (deploy.mjs): they
// allow the page what it needs and nothing else.

/** What the page may do, wherever it is served: the built pages say it themselves too. */
const rules = [
  // What is not named below is not used: fonts, media, objects and plug-ins.
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  // A sandboxed frame can make workers in no other way (src/engine/workers/make-worker.ts). They
  // are under this policy too: what they import is this site's.
  "worker-src 'self' data:",
  // With which the page can be installed.
  "manifest-src 'self'",
  // conformance.html tries embed.html.
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  // No text becomes part of the page or code but through these: templates of Lit, which are none of
  // a person's, and addresses of workers (make-worker.ts).
  "require-trusted-types-for 'script'",
  'trusted-types lit-html oriel',
];

/**
 * The page's policy.
 * @param {readonly string[]} hosts origins whose pages may hold it in a frame, beside its own
 */
const policy = (hosts) => [...rules, ['frame-ancestors', "'self'", ...hosts].join(' ')].join('; ');

/** The policy as the pages themselves say it, who cannot say who may hold them in a frame. */
export const ownPolicy = rules.join('; ');

/** What tells browsers of a person or of what is around them, and Oriel has no use for. */
const unused = [
  'accelerometer',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'hid',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'serial',
  'sync-xhr',
  'usb',
];

/**
 * Headers of every response, refusals included.
 * @param {readonly string[]} [hosts] origins whose pages may hold the page in a frame
 * @param {boolean} [camera] whether visitors of a kiosk may take a photo
 * @returns {Readonly<Record<string, string>>}
 */
export const headersFor = (hosts = [], camera = false) => ({
  'Content-Security-Policy': policy(hosts),
  'Cross-Origin-Opener-Policy': 'same-origin',
  // A host that asks this of its frames gets it; one that does not is not disturbed by it.
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  // A sandboxed frame is no origin's, and may not even read the files of the page in it otherwise.
  'Access-Control-Allow-Origin': '*',
  'Permissions-Policy': unused
    .map((feature) => (camera && feature === 'camera' ? 'camera=(self)' : `${feature}=()`))
    .join(', '),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
});

/**
 * What a kiosk's visitors see has a process of its own, where the browser can do that: it may hang or
 * run out of memory, and the page around it replaces it; and once it is gone, so is all it held.
 */
export const isolation = {
  path: '/kiosk.html',
  header: /** @type {[name: string, value: string]} */ (['Document-Isolation-Policy', 'isolate-and-require-corp']),
};

/** Rules for what documents alone do. */
const ofDocuments = /^((style|img|manifest|frame)-src|base-uri|form-action|frame-ancestors) /;

/**
 * The policy of a script, which holds where it is a worker: what a worker cannot do is not said.
 * @param {string} policy
 */
const ofScripts = (policy) =>
  policy
    .split('; ')
    .filter((rule) => !ofDocuments.test(rule))
    .join('; ');

/**
 * The headers that say something of the file at a path: those about pages are left out elsewhere,
 * and so is the policy of what never runs, for they are as long as many a file.
 * @param {string} pathname @param {Readonly<Record<string, string>>} headers
 */
export const headersAt = (pathname, headers) => {
  const isPart = /\.(?!html$)\w+$/.test(pathname);
  const runs = !/\.(css|json|csv|txt|wasm|onnx|png|jpg|ico)$/.test(pathname);
  const said = [...Object.entries(headers), ...(pathname === isolation.path ? [isolation.header] : [])];
  return said
    .filter(
      ([name]) =>
        !(isPart && ['Cross-Origin-Opener-Policy', 'Permissions-Policy'].includes(name)) &&
        (runs || name !== 'Content-Security-Policy'),
    )
    .map(([name, value]) => [
      name,
      name === 'Content-Security-Policy' && /\.m?js$/.test(pathname) ? ofScripts(value) : value,
    ]);
};

/** Names in which vite puts a hash: the contents behind them never change. */
export const hashedName = /^\/assets\/.+-[\w-]{8}\.\w+$/;

/** How long they may be kept, and for how long everything else. */
export const caching = { hashed: 'public, max-age=31536000, immutable', other: 'no-cache' };

/** Kinds of files by their endings. @type {Readonly<Record<string, string>>} */
export const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.ts': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.onnx': 'application/octet-stream',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.ico': 'image/x-icon',
};
