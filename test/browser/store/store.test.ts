import { deleteDB } from 'idb';
import { openBrowserStore } from '../../../src/store/browser/browser.ts';
import { storeSuite } from '../../unit/store/suite.ts';

let names = 0;
let name = '';

/** A place that is removed with everything in it. */
const place = (files: 'origin' | 'database') =>
  ({
    open: (options) => {
      name = `suite-${files}-${names++}`;
      return openBrowserStore({ ...options, name, files });
    },
    again: (options) => openBrowserStore({ ...options, name, files }),
    async remove() {
      await deleteDB(name);
      const root = await navigator.storage.getDirectory();
      if (files === 'origin') await root.removeEntry(name, { recursive: true });
    },
  }) satisfies Parameters<typeof storeSuite>[1];

storeSuite('browser, with files of the origin', place('origin'));
storeSuite('browser, with files in the database', place('database'));
