// A page that has the store at hand, for tests to call.

import { openStore } from '../../../src/store/open.ts';
import * as made from '../../unit/store/made.ts';

const tools = { openStore, ...made };

declare global {
  interface Window {
    tools: typeof tools;
  }
}

window.tools = tools;
