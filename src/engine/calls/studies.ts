import { averageAnswer } from '../jobs/average-answer.ts';
import { reasons } from '../jobs/compose-record.ts';
import type { EngineApi } from '../protocol.ts';
import { nextUsable, typicalCells } from '../studies/blanks.ts';
import { openStudy } from '../studies/open.ts';
import { createStudiesOnce } from '../studies/studies-once.ts';
import type { StudySources } from '../studies/study.ts';
import { instanceOf, openSubject } from '../subjects/open.ts';
import type { EngineState } from './state.ts';

type StudyCalls = Pick<
  EngineApi,
  'study' | 'row' | 'known' | 'nextUsable' | 'typical' | 'warmUp' | 'predict' | 'average' | 'compare'
>;

/** A model bound to its data, and single answers. */
export function studyCalls({ opened, pools, spawn, spare, checkOpen }: EngineState): StudyCalls {
  const { models, tables, pictures, vocabularies, studies } = opened;
  const probe: StudySources['probe'] = async (binding, { bytes, facts: { file } }) => {
    const connection = spawn('wasm');
    try {
      const { outputs } = await connection.api.open({ file, bytes, binding, backend: 'wasm' });
      if (spare) spare.giveBack(connection);
      else connection.close();
      return outputs;
    } catch (error) {
      connection.close();
      throw error;
    }
  };
  const studyOnce = createStudiesOnce();
  const sources: StudySources = { table: tables.get, vocabulary: vocabularies.get, probe };

  return {
    async study(choice) {
      checkOpen();
      const model = models.get(choice.model);
      const table = choice.table === undefined ? null : tables.get(choice.table);
      const state = await studyOnce({ choice, model, table }, () => openStudy(choice, model, sources));
      const handle = studies.put(state);
      state.study = { ...state.study, handle };
      return state.study;
    },

    async row(handle, row) {
      const study = studies.get(handle);
      return study.kind === 'tabular' ? study.cells(row) : [];
    },

    async known(handle, row) {
      const study = studies.get(handle);
      return study.kind === 'tabular' ? study.known(row) : null;
    },

    async nextUsable(handle, row) {
      const study = studies.get(handle);
      return study.kind === 'tabular' ? nextUsable(study, row) : null;
    },

    async typical(handle) {
      const study = studies.get(handle);
      return study.kind === 'tabular' ? typicalCells(study) : [];
    },

    async warmUp(handle, backend = 'auto') {
      checkOpen();
      pools.warmUp(studies.get(handle), backend);
    },

    async predict(handle, input, backend = 'auto') {
      checkOpen();
      const study = studies.get(handle);
      const { outputs } = study.study;
      const answer = await pools.using(async () => {
        const instance = await instanceOf(study, input, pictures.get);
        const { pool } = await pools.get(study, backend);
        return pool.answer(instance, outputs.length, new AbortController().signal);
      });
      return { outputs, values: Array.from(answer) };
    },

    async average(request) {
      checkOpen();
      const study = studies.get(request.study);
      const { outputs } = study.study;
      const answer = await pools.using(async () => {
        const subject = await openSubject(study, request, pictures.get);
        const { pool } = await pools.get(study, request.backend ?? 'auto');
        return averageAnswer(pool, subject, outputs.length);
      });
      return { outputs, values: Array.from(answer) };
    },

    async compare(handle, backend = 'auto') {
      checkOpen();
      const study = studies.get(handle);
      return pools.using(async () => {
        const opened = await pools.get(study, backend);
        const { pool, why } = (await opened.compare?.()) ?? opened;
        return { agrees: pool === opened.pool, ...reasons(why) };
      });
    },
  };
}
