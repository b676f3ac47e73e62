import { explanationKey } from '../jobs/in-flight.ts';
import type { Turn } from '../jobs/queue.ts';
import type { EngineApi, Progress } from '../protocol.ts';
import { openSubject } from '../subjects/open.ts';
import { explainRange, explainSubject } from './explaining.ts';
import type { EngineState } from './state.ts';
import { telling } from './telling.ts';

type JobCalls = Pick<EngineApi, 'explain' | 'explainRows' | 'cancel' | 'pause' | 'resume'>;

/** Explanations, and what is done with jobs that are under way. */
export function jobCalls(state: EngineState): JobCalls {
  const { opened, pools, checkOpen, queue, explaining, answering } = state;
  return {
    async explain(name, request, progress, place = {}) {
      checkOpen();
      // It stays, whoever lets go of its handle: others may wait for the same.
      const study = opened.studies.get(request.study);
      const work = (turn: Turn, report: (update: Progress) => void) =>
        pools.using(async () => {
          const start = performance.now();
          const subject = await openSubject(study, request, opened.pictures.get);
          return explainSubject(state, {
            study,
            request,
            subject,
            start,
            turn,
            progress: report,
            watched: place.watched === true,
            fresh: place.fresh === true,
          });
        });
      const { tell, told } = telling(progress);
      const key = explanationKey(request, study, place);
      const record = await explaining.join({ name, key, place, progress: tell }, work);
      // Between workers, news goes another way than the answer does, and may come after it.
      await told();
      return record;
    },

    async explainRows(name, request, take, progress, place = {}) {
      checkOpen();
      const { tell } = telling(progress);
      const fresh = place.fresh === true;
      const work = (turn: Turn) => {
        // Whoever takes them may take a while, in which others go on.
        const taken = async (...found: Parameters<typeof take>): Promise<void> => {
          const done = Promise.resolve(take(...found));
          await turn.away(done).catch(() => done);
        };
        return explainRange(state, { request, fresh, turn, take: taken, progress: tell });
      };
      await queue.add(name, { batch: true, ...place }, (turn) => pools.using(() => work(turn)));
    },

    async cancel(name) {
      if (!explaining.cancel(name) && !answering.cancel(name)) queue.cancel(name);
    },

    async pause(name) {
      if (!explaining.setPaused(name, true) && !answering.setPaused(name, true)) queue.pause(name);
    },

    async resume(name) {
      if (!explaining.setPaused(name, false) && !answering.setPaused(name, false)) queue.resume(name);
    },
  };
}
