// Compressed copies beside the files of a built page: NAME.br and NAME.gz, where they are smaller.
// scripts/serve.mjs sends them, and so do other servers that are told to.

import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** Files whose bytes are compressed already. */
const packed = /\.(jpe?g|png|webp|gif|ico|woff2?|zip|gz|br)$/i;
/** A copy must save this part of the file, or it is not worth being unpacked. */
const SAVED = 0.05;
/** Larger files are not squeezed to the last, which takes minutes for a runtime. */
const LARGE = 2 ** 20;
/** Copies that no build has used for so long go from the cache. */
const KEPT_DAYS = 30;
const DAY = 86_400_000;
/** Raised whenever the same file gives other copies. */
const VERSION = 1;

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

/** @type {Readonly<Record<string, (bytes: Buffer) => Promise<Buffer>>>} */
const codings = {
  br: (bytes) =>
    brotli(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: bytes.length < LARGE ? 11 : 9,
        [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }),
  gz: (bytes) => zip(bytes, { level: 9 }),
};

/**
 * Writes the copies. What was compressed once is kept in `cache`, as long as builds use it: runtimes
 * and models change less often than the page.
 * @param {string} folder @param {string} cache
 */
export async function compressFolder(folder, cache) {
  mkdirSync(cache, { recursive: true });
  const now = new Date();
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.') && !packed.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  for (const name of names) {
    const bytes = readFileSync(name);
    const key = createHash('sha256').update(`${VERSION}\0`).update(bytes).digest('hex').slice(0, 32);
    await Promise.all(
      Object.entries(codings).map(async ([coding, compress]) => {
        const kept = join(cache, `${key}.${coding}`);
        if (!existsSync(kept)) {
          const smaller = await compress(bytes);
          // An empty file says that compressing it does not pay.
          const fresh = `${kept}.${process.pid}`;
          writeFileSync(fresh, smaller.length <= bytes.length * (1 - SAVED) ? smaller : '');
          renameSync(fresh, kept); // two builds may be under way
        } else utimesSync(kept, now, now);
        if (statSync(kept).size > 0) copyFileSync(kept, `${name}.${coding}`);
      }),
    );
  }
  prune(cache, now.getTime());
}

/**
 * Deletes what no build has used for long, and what a build that was cut off has left.
 * @param {string} cache @param {number} now
 */
function prune(cache, now) {
  for (const name of readdirSync(cache)) {
    const file = join(cache, name);
    const facts = statSync(file, { throwIfNoEntry: false }); // another build may have deleted it
    if (facts && now - facts.mtimeMs > KEPT_DAYS * DAY) rmSync(file, { force: true });
  }
}
