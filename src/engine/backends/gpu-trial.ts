import { add, type Coalitions, coalitionsOf } from '../../games/coalitions.ts';
import { createRandom } from '../../numerics/random.ts';
import { engineWords } from '../../words/en.ts';
import type { Pool, PreparedGame } from '../pool/pool.ts';
import type { StudyState } from '../studies/study.ts';
import type { Subject } from '../subjects/subject.ts';
import { disagreement } from './choose-backend.ts';

/** Rows on which a GPU must agree with the CPU; of pictures and texts, coalitions. */
const AGREED = 8;
/** Rows that both are timed on: about as many as an explainer asks for at a time. */
const TIMED_ROWS = { tabular: 16384, image: 16, text: 32 } as const;
/** Numbers in them, at most. */
const TIMED_NUMBERS = 2 ** 22;
/** Each is timed so often, unless that takes long; its best time counts. */
const ROUNDS = 3;
const LONG = 200;
/**
 * A GPU that took so many times as long as the CPU while that was busy is not asked again: busy
 * cores do not slow it by so much.
 */
const FAR = 4;
/** A CPU is not waited for that takes so many times as long as the GPU. */
const CLEARLY = 2;
/**
 * Milliseconds in which a GPU must have opened the model, compiled its shaders and shown what it
 * can. Nobody waits for it meanwhile.
 */
const PATIENCE = 30_000;

/** Why a GPU is not used. */
export interface Refusal {
  readonly why: string;
  /** Whether it would be the same another time. */
  readonly lasting: boolean;
}

/**
 * Asks both for values of a subject's game, and times them: null where the GPU is the one to use,
 * else why not. Where both are to work together, it only has to agree. What else the CPU was asked
 * waits while they are timed.
 */
export async function whyNotGpu(
  gpu: Pool,
  cpu: Pool,
  study: StudyState,
  subject: Subject,
  together: boolean,
): Promise<Refusal | null> {
  const { masker, rowsPerCoalition, instance, players } = subject;
  const outputs = study.study.outputs.map((_, index) => index);
  const game: PreparedGame = { masker, rowsPerCoalition, outputs, space: 'output' };
  const own = new AbortController();
  const patience = together ? own.signal : AbortSignal.timeout(PATIENCE);

  const answers = (pool: Pool, signal: AbortSignal): Promise<Float64Array> => {
    if (study.kind !== 'tabular') return pool.value(game, someOf(players.length, AGREED), signal);
    const rows = study.trialRows(instance, AGREED);
    return pool.predict(rows, rows.length / instance.length, outputs, signal);
  };
  const rows = Math.min(TIMED_ROWS[study.kind], TIMED_NUMBERS / instance.length);
  const batch = someOf(players.length, Math.max(2, Math.ceil(rows / rowsPerCoalition)));
  /** Milliseconds. */
  const time = async (pool: Pool, signal: AbortSignal): Promise<number> => {
    const begun = performance.now();
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < ROUNDS && performance.now() - begun < LONG; round++) {
      const start = performance.now();
      await pool.value(game, batch, signal);
      best = Math.min(best, performance.now() - start);
    }
    return best;
  };

  try {
    const onTrial = await answers(gpu, patience);
    if (!together) await gpu.value(game, batch, patience); // its shaders compile
    const busy = together ? 0 : await time(gpu, patience);
    return await cpu.alone(own.signal, async () => {
      // The answers come after whatever the CPU was at.
      const difference = disagreement(onTrial, await answers(cpu, own.signal));
      if (difference !== null) return { why: engineWords.backendDisagrees(difference), lasting: true };
      if (together) return null;
      // Neither keeps the other, and who waits, for long: the slower one is given up.
      const limit = ROUNDS * CLEARLY * busy;
      const onCpu = await Promise.race([
        time(cpu, own.signal),
        new Promise<null>((resolve) => setTimeout(resolve, limit, null)),
      ]);
      if (onCpu === null) return null;
      const onGpu = busy > FAR * onCpu ? busy : await time(gpu, patience);
      return onGpu <= onCpu ? null : { why: engineWords.backendSlower(onCpu, onGpu), lasting: true };
    });
  } catch (error) {
    const failed = engineWords.backendFailed(error instanceof Error ? error.message : String(error));
    return { why: patience.aborted ? engineWords.backendNotReady(PATIENCE / 1000) : failed, lasting: false };
  } finally {
    own.abort();
  }
}

/** So many coalitions of about half the players each; always the same ones. */
function someOf(players: number, count: number): Coalitions {
  const random = createRandom(0);
  const some = coalitionsOf(players, count);
  for (let row = 0; row < count; row++) {
    for (let player = 0; player < players; player++) if (random.uniform() < 0.5) add(some, row, player);
  }
  return some;
}
