// Source maps of the package: with the text of our sources, which the package does not have
// otherwise, and without that of libraries, which would double its size.

import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { root } from '../install.mjs';

const src = join(root, 'src');

/** Of a module that holds none of our sources, the map goes. @param {string} folder */
export function trimSourceMaps(folder) {
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.map'))) {
    const path = join(folder, name);
    const map = JSON.parse(readFileSync(path, 'utf8'));
    /** @type {string[]} */
    const sources = map.sources.map((/** @type {string} */ source) => resolve(folder, source));
    const ours = sources.map((source) => source.startsWith(src + sep));
    if (ours.some(Boolean)) {
      map.sources = sources.map((source) => `../${relative(root, source).split(sep).join('/')}`);
      // Debuggers complain of sources that they find nowhere.
      map.sourcesContent = map.sourcesContent.map((/** @type {string} */ text, /** @type {number} */ i) =>
        ours[i] ? text : `// ${map.sources[i]}\n`,
      );
      writeFileSync(path, JSON.stringify(map));
    } else {
      const code = path.slice(0, -'.map'.length);
      writeFileSync(code, readFileSync(code, 'utf8').replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n'));
      rmSync(path);
    }
  }
}
