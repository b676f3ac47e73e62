import { type Message, message } from '../../catalogue/message.ts';
import { add, type Coalitions, coalitionsOf } from '../../games/coalitions.ts';
import { createRandom } from '../../numerics/random.ts';
import type { Pool, PreparedGame } from '../pool/pool.ts';
import { reasonOf } from '../pool/reason.ts';
import type { StudyState } from '../studies/study.ts';
import type { Subject } from '../subjects/subject.ts';
import { disagreement } from './choose-backend.ts';

/** Rows on which GPU and CPU must agree; coalitions, for pictures and texts. */
const COMPARED = 8;
/** Rows on which both are timed: about as many as an explainer asks for at a time. */
const TIMED_ROWS = { tabular: 16384, image: 16, text: 32 } as const;
/** Most numbers in these rows. */
const TIMED_NUMBERS = 2 ** 22;
/** How often each is timed, unless that takes long; its best time counts. */
const ROUNDS = 3;
const LONG_MILLISECONDS = 200;
/**
 * A GPU that took this many times as long as the CPU while the cores were busy is not timed
 * again: busy cores do not slow it down that much.
 */
const FAR = 4;
/** The trial does not wait for a CPU that takes this many times as long as the GPU. */
const CLEARLY = 2;
/**
 * Time for a GPU to open the model, compile its shaders and show its speed. Nobody waits for it
 * meanwhile.
 */
const PATIENCE_MILLISECONDS = 30_000;

/** Why a GPU is not used. */
export interface GpuRefusal {
  readonly why: Message;
  /** Whether another trial would end in the same way. */
  readonly lasting: boolean;
}

export interface GpuTrial {
  readonly gpu: Pool;
  readonly cpu: Pool;
  readonly study: StudyState;
  readonly subject: Subject;
  /** Whether both are to work together: then they only have to agree. */
  readonly together: boolean;
}

/**
 * Has GPU and CPU value some of a subject's game, compares their answers and times them. Null where
 * the GPU is to be used, else why not. Other work of the CPU waits while they are timed.
 */
export async function tryGpu({ gpu, cpu, study, subject, together }: GpuTrial): Promise<GpuRefusal | null> {
  const { masker, rowsPerCoalition, instance, players } = subject;
  const outputs = study.study.outputs.map((_, index) => index);
  const game: PreparedGame = { masker, rowsPerCoalition, outputs, space: 'output' };
  const own = new AbortController();
  const patience = together ? own.signal : AbortSignal.timeout(PATIENCE_MILLISECONDS);

  const answers = (pool: Pool, signal: AbortSignal): Promise<Float64Array> => {
    if (study.kind !== 'tabular') return pool.value(game, someCoalitions(players.length, COMPARED), signal);
    const data = study.trialRows(instance, COMPARED);
    const rows = { count: data.length / instance.length, columns: instance.length, data };
    return pool.predict(rows, outputs, signal);
  };
  const rows = Math.min(TIMED_ROWS[study.kind], TIMED_NUMBERS / instance.length);
  const batch = someCoalitions(players.length, Math.max(2, Math.ceil(rows / rowsPerCoalition)));
  /** Milliseconds. */
  const time = async (pool: Pool, signal: AbortSignal): Promise<number> => {
    const begun = performance.now();
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < ROUNDS && performance.now() - begun < LONG_MILLISECONDS; round++) {
      const start = performance.now();
      await pool.value(game, batch, signal);
      best = Math.min(best, performance.now() - start);
    }
    return best;
  };

  try {
    const onTrial = await answers(gpu, patience);
    if (!together) await gpu.value(game, batch, patience); // compiles its shaders
    const busy = together ? 0 : await time(gpu, patience);
    return await cpu.alone(own.signal, async () => {
      // These answers also wait for what the CPU is still busy with.
      const difference = disagreement(onTrial, await answers(cpu, own.signal));
      if (difference !== null) return { why: message('engine.backendDisagrees', { difference }), lasting: true };
      if (together) return null;
      // Neither holds up the other for long, nor the person who waits: the slower one is given up.
      const limit = ROUNDS * CLEARLY * busy;
      const onCpu = await Promise.race([
        time(cpu, own.signal),
        new Promise<null>((resolve) => setTimeout(resolve, limit, null)),
      ]);
      if (onCpu === null) return null;
      const onGpu = busy > FAR * onCpu ? busy : await time(gpu, patience);
      if (onGpu <= onCpu) return null;
      const times = { gpu: Math.round(onGpu), cpu: Math.round(onCpu) };
      return { why: message('engine.backendSlower', times), lasting: true };
    });
  } catch (error) {
    const why = patience.aborted
      ? message('engine.backendNotReady', { seconds: PATIENCE_MILLISECONDS / 1000 })
      : message('engine.backendFailed', { text: reasonOf(error) });
    return { why, lasting: false };
  } finally {
    own.abort();
  }
}

/** This many coalitions of about half the players each; always the same ones. */
function someCoalitions(players: number, count: number): Coalitions {
  const random = createRandom(0);
  const some = coalitionsOf(players, count);
  for (let row = 0; row < count; row++) {
    for (let player = 0; player < players; player++) if (random.uniform() < 0.5) add(some, row, player);
  }
  return some;
}
