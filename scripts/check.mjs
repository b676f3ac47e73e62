// npm run check: types, lint and format. Extra arguments go to biome (--write repairs what it can).

import { ensureInstalled } from './install.mjs';
import { runTool } from './run.mjs';

ensureInstalled();
const types = runTool('tsc', ['--noEmit', '-p', '.']);
const style = runTool('biome', ['check', '--error-on-warnings', ...process.argv.slice(2)]);
process.exit(types || style);
