// A site with the element and the frame above, and hosts that hold it.

import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { besideElement, bundleElement } from '../../../scripts/element.mjs';
import { serve } from '../../../scripts/serve.mjs';

/** A program for browsers, with all that it imports. */
export async function bundled(file: string): Promise<string> {
  const bundle = await rolldown({
    input: join(import.meta.dirname, file),
    platform: 'browser',
    logLevel: 'silent',
    transform: {
      define: {
        'process.env.NODE_ENV': '"production"',
        ...{
          __VUE_OPTIONS_API__: 'true',
          __VUE_PROD_DEVTOOLS__: 'false',
          __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
        },
      },
    },
  });
  const { output } = await bundle.generate({ format: 'es', codeSplitting: false });
  await bundle.close();
  return output[0].code;
}

/** A folder with `embed.js`, what lies beside it, and a frame's page; a server of it for each list of hosts. */
export async function makeWidget() {
  const folder = mkdtempSync(join(tmpdir(), 'oriel-element-'));
  const ends: (() => Promise<void>)[] = [];
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'embed.js'), await bundleElement());
  for (const [name, code] of Object.entries(await besideElement())) writeFileSync(join(folder, name), code);
  writeFileSync(join(folder, 'frame.js'), await bundled('frame.ts'));
  copyFileSync(join(import.meta.dirname, 'frame.html'), join(folder, 'embed.html'));
  return {
    folder,
    /** The site's origin. */
    async serveTo(hosts: readonly string[]): Promise<string> {
      const server = await serve(folder, 0, 'localhost', { hosts });
      ends.push(server.close);
      return `http://widget.localhost:${new URL(server.url).port}`;
    },
    async close() {
      for (const end of ends) await end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
