import type { Explanation } from '../records/record.ts';
import type { ValueOf } from '../store/kinds.ts';
import type { Plain } from '../store/plain.ts';
import type { Store } from '../store/store.ts';
import { askedOf } from './asked.ts';
import { createJob, type Job } from './job.ts';
import type { Input } from './options.ts';
import type { OrielModel } from './oriel-model.ts';
import type { Shelf } from './shelf.ts';
import { endUnderWay } from './under-way-entry.ts';
import { waitingJob } from './waiting-job.ts';

export interface FoundParts {
  readonly shelf: Shelf;
  /** Where what is under way is kept. */
  readonly place: Store;
  /** Those that are open. */
  readonly models: ReadonlySet<OrielModel>;
  /** Throws where no model will be opened any more. */
  readonly check: () => void;
  /** Those who are called whenever a model was opened, or none will be any more. */
  readonly waiting: Set<() => void>;
}

/** A job that does not run here, by its id: one to go on with, or one whose record is kept. */
export async function foundJob(id: string, parts: FoundParts): Promise<Job | null> {
  const unfinished = await parts.shelf.unfinished(id);
  if (unfinished) return goOn(id, unfinished, parts);
  const found = await parts.shelf.byRequest(id);
  return found && endedJob(id, found.record, found.keptAt);
}

async function goOn(
  id: string,
  { asked, request }: ValueOf<'request'>,
  { place, models, check, waiting }: FoundParts,
): Promise<Job> {
  const { input, options } = askedOf(asked as Plain);
  const isOurs = async (model: OrielModel, known: Input): Promise<boolean> =>
    model.facts.model === request.model && (await model.idOf(known, options).catch(() => null)) === id;
  const begin = async (): Promise<Job | null> => {
    check();
    if (input !== null)
      for (const model of models) if (await isOurs(model, input)) return model.explain(input, options);
    return null;
  };
  return (await begin()) ?? waitingJob({ id, begin, giveUp: () => endUnderWay(place, id), waiting });
}

/** A job that ended before, whose record is kept. */
function endedJob(id: string, record: Explanation, keptAt: number): Job {
  const nothing = (): void => {};
  return createJob({
    handle: { cancel: nothing, pause: nothing, resume: nothing },
    async run(report) {
      report.identified(Promise.resolve(id));
      report.from('kept', keptAt);
      return record;
    },
  });
}
