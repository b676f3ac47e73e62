import type { ChangeJob } from '../counterfactuals/change-job.ts';
import type { CounterfactualRequest, Place } from '../protocol.ts';
import type { StudyState } from '../studies/study.ts';
import { instanceOf } from '../subjects/open.ts';
import { poolFor } from './explaining.ts';
import type { EngineState } from './state.ts';
import { telling } from './telling.ts';

/** What a question about an answer says of itself, whatever it is. */
type Asked = Pick<CounterfactualRequest, 'study' | 'input' | 'backend'>;

/** A question about the answer to an input, as it was called. */
interface Called<Request extends Asked, Update, Study extends StudyState> {
  readonly name: string;
  readonly request: Request;
  readonly progress: (update: Update) => unknown;
  readonly place: Place;
  /** The study, of a kind that has such questions; throws for others. */
  readonly takes: (study: StudyState) => Study;
}

/** One whose turn it is: the study in the precision that its row needs, and the pool to ask. */
type Turned<Request, Update, Study> = Omit<ChangeJob, 'study' | 'request' | 'progress'> & {
  readonly study: Study;
  readonly request: Request;
  readonly progress: (update: Update) => void;
};

/**
 * Waits for the turn of a question about an answer, makes it ready and has it looked into. It joins
 * the queue at once: what `look` loads is loaded when it is its turn.
 */
export async function aboutAnswer<Request extends Asked, Update, Study extends StudyState, Found>(
  { opened, pools, checkOpen, queue }: EngineState,
  { name, request, progress, place, takes }: Called<Request, Update, Study>,
  look: (turned: Turned<Request, Update, Study>) => Promise<Found>,
): Promise<Found> {
  checkOpen();
  const { tell, told } = telling(progress);
  const found = await queue.add(name, place, (turn) =>
    pools.using(async () => {
      const start = performance.now();
      const { input } = request;
      const study = takes(opened.studies.get(request.study));
      const row = await instanceOf(study, input, opened.pictures.get);
      const { pool, structure, why } = await poolFor(pools, study, request);
      return look({
        study,
        request,
        row,
        number: input.kind === 'row' ? input.row : null,
        pool,
        structure,
        backendWhy: why,
        start,
        cancelled: turn.cancelled,
        rest: turn.rest,
        progress: tell,
      });
    }),
  );
  await told();
  return found;
}
