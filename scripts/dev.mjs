// npm run dev: vite's development server.

import { ensureInstalled } from './install.mjs';
import { runTool } from './run.mjs';

ensureInstalled();
process.exit(runTool('vite', process.argv.slice(2)));
