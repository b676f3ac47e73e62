import type { TestProject } from 'vitest/node';
import { buildApp } from '../../scripts/build.mjs';
import { serve } from '../../scripts/serve.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the built app, with a slash at its end. */
    baseUrl: string;
  }
}

/** Builds the app where it is stale and serves it on a free port, once for all files. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await serve(await buildApp(), 0);
  project.provide('baseUrl', server.url);
  return server.close;
}
