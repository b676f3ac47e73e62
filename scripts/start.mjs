// npm start: installs what is missing, builds what is stale, and serves it.

import { ensureInstalled } from './install.mjs';

ensureInstalled();
const { buildApp } = await import('./build.mjs');
const { serve } = await import('./serve.mjs');

const port = Number(process.env.PORT ?? 4173);
try {
  const { url } = await serve(await buildApp(), port, process.env.HOST);
  console.log(`Oriel is at ${url}`);
} catch (error) {
  if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EADDRINUSE') throw error;
  console.error(`Port ${port} is taken. Choose another: PORT=${port + 1} npm start`);
  process.exit(1);
}
