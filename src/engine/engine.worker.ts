import { createEngine } from './engine.ts';
import type { EngineApi } from './protocol.ts';
import { releaseCallback } from './workers/connection.ts';
import { serveParent } from './workers/serve-parent.ts';

serveParent((options) => {
  const engine = createEngine(options);
  const api: EngineApi = {
    ...engine,
    answerRows: (job, study, progress) =>
      engine.answerRows(job, study, progress).finally(() => releaseCallback(progress)),
    rowsFile: (job, study, choice, progress) =>
      engine.rowsFile(job, study, choice, progress).finally(() => releaseCallback(progress)),
    explain: (job, request, progress, place) =>
      engine.explain(job, request, progress, place).finally(() => releaseCallback(progress)),
    explainRows: (job, request, take, progress, place) =>
      engine.explainRows(job, request, take, progress, place).finally(() => {
        releaseCallback(take);
        releaseCallback(progress);
      }),
  };
  return api;
});
