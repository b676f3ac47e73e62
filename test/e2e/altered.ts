import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from '../../scripts/build.mjs';
import { serve } from '../../scripts/serve.mjs';

/** Serves a copy of the built app in which workers of a kind run some code before their own. */
export async function serveAltered(
  worker: 'engine' | 'evaluator',
  code: string,
): Promise<{ url: string; close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'oriel-altered-'));
  cpSync(await buildApp(), folder, { recursive: true });
  const assets = join(folder, 'assets');
  for (const name of readdirSync(assets).filter((each) => each.startsWith(`${worker}.worker-`))) {
    const file = join(assets, name);
    // The compressed ones, which a server prefers, would be as they were.
    if (name.endsWith('.js')) writeFileSync(file, code + readFileSync(file, 'utf8'));
    else rmSync(file);
  }
  const server = await serve(folder, 0);
  return {
    url: server.url,
    async close() {
      await server.close();
      rmSync(folder, { recursive: true });
    },
  };
}
