// npm run headers -- FOLDER: writes there what other servers need to send the headers of
// headers.mjs, for the hosts of public/oriel.config.json. deploy/ holds it without hosts.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { requireConfig } from './config.mjs';
import { caching, headersFor, isolation, types } from './headers.mjs';
import { ensureInstalled, root } from './install.mjs';

/** @typedef {[name: string, value: string][]} Headers */

/** Paths of files that have a hash in their names, as servers write patterns. */
const HASHED = '^/assets/.+-[A-Za-z0-9_-]{8}\\.[A-Za-z0-9]+$';

/** What other sites load. */
const STABLE = ['/embed.html', '/embed.js', '/embed.words.js', '/embed.d.ts'];

/** Lines of nginx's `types`: a kind of file, and the endings of those that are of it. */
function kinds() {
  /** @type {Map<string, string[]>} */
  const found = new Map();
  for (const [ending, type] of Object.entries(types)) {
    const [kind] = type.split(';');
    found.set(kind, [...(found.get(kind) ?? []), ending.slice(1)]);
  }
  return [...found].map(([kind, endings]) => `  ${kind} ${endings.join(' ')};`);
}

/** Kinds of file that say in which encoding they are; nginx counts HTML among them by itself. */
const encoded = new Set(
  Object.entries(types).flatMap(([ending, type]) =>
    ending !== '.html' && type.includes(';') ? type.split(';')[0] : [],
  ),
);

/** @param {Headers} headers */
const nginx = (headers) => `# nginx: include this in the server block of a site whose root is the built page.
# A location that says add_header itself takes none from here, and needs these lines too.

${headers.map(([name, value]) => `add_header ${name} "${value}" always;`).join('\n')}

# What a kiosk's visitors see has a process of its own. Where the text is empty, nothing is sent.
set $oriel_isolation "";
if ($uri = "${isolation.path}") {
  set $oriel_isolation "${isolation.header[1]}";
}
add_header ${isolation.header[0]} $oriel_isolation;

# Names with a hash in them never mean anything else.
set $oriel_caching "${caching.other}";
if ($uri ~ "${HASHED}") {
  set $oriel_caching "${caching.hashed}";
}
# A part beyond a file's end is refused, and that could change.
if ($http_range) {
  set $oriel_caching "${caching.other}";
}
add_header Cache-Control $oriel_caching;

types {
${kinds().join('\n')}
}
charset utf-8;
charset_types ${[...encoded].join(' ')};

# Beside the files lie compressed copies. Where nginx has its brotli module: brotli_static on;
gzip_static on;

location / {
  try_files $uri $uri/index.html =404;
}
location ~ /\\. {
  return 404;
}
`;

/** @param {Headers} headers */
const caddy = (headers) => `# Caddy: import this in the block of a site whose root is the built page.

header {
${headers.map(([name, value]) => `\t${name} "${value}"`).join('\n')}
\t?Cache-Control "${caching.other}"
}

# What a kiosk's visitors see has a process of its own.
header ${isolation.path} ${isolation.header.join(' ')}

# Names with a hash in them never mean anything else, but what is refused may be there tomorrow.
@oriel_hashed {
\tpath_regexp ${HASHED}
\tfile
\tnot path_regexp /\\.
\tnot header Range *
}
header @oriel_hashed Cache-Control "${caching.hashed}"

@oriel_hidden path_regexp /\\.
respond @oriel_hidden 404

# Beside the files lie compressed copies.
file_server {
\tprecompressed br gzip
}
`;

/** @param {Headers} headers */
const staticHosting = (
  headers,
) => `# Static hosting (Netlify, Cloudflare Pages and others): put this beside the page, as _headers.
# Put 404.html there too: without it, some answer with the page, as if it were the file that is missing.

/*
${headers.map(([name, value]) => `  ${name}: ${value}`).join('\n')}

/assets/*
  Cache-Control: ${caching.hashed}

# What a kiosk's visitors see has a process of its own.
${isolation.path}
  ${isolation.header.join(': ')}

# Other sites load these by names that stay: a new version must reach them.
${STABLE.map((path) => `${path}\n  Cache-Control: ${caching.other}\n`).join('')}`;

/** A number needs no translation. */
const notFound = `<!doctype html>
<title>404</title>
<h1>404</h1>
`;

/**
 * The files by their names.
 * @param {readonly string[]} hosts @param {boolean} [camera] whether visitors of a kiosk may take a photo
 * @returns {Readonly<Record<string, string>>}
 */
export function deployFiles(hosts, camera = false) {
  const headers = Object.entries(headersFor(hosts, camera));
  return {
    'nginx.conf': nginx(headers),
    Caddyfile: caddy(headers),
    _headers: staticHosting(headers),
    '404.html': notFound,
  };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [folder, ...others] = process.argv.slice(2);
  if (!folder || folder.startsWith('-') || others.length > 0) {
    console.error('npm run headers -- FOLDER writes nginx.conf, Caddyfile, _headers and 404.html into a folder.');
    process.exit(2);
  }
  ensureInstalled();
  const { hosts, camera } = await requireConfig(join(root, 'public'));
  mkdirSync(resolve(folder), { recursive: true });
  for (const [name, text] of Object.entries(deployFiles(hosts, camera)))
    writeFileSync(join(resolve(folder), name), text);
}
