import { type DecidingGame, gameId } from '../../records/request.ts';
import { identify } from '../jobs/identify.ts';
import { known, learn } from '../knowledge/handing-over.ts';
import type { EngineApi, ExplainRequest } from '../protocol.ts';
import type { StudyState } from '../studies/study.ts';
import { decidingGame } from '../subjects/deciding-game.ts';
import { openSubject } from '../subjects/open.ts';
import type { Subject } from '../subjects/subject.ts';
import { poolFor } from './explaining.ts';
import type { EngineState } from './state.ts';

type IdentityCalls = Pick<EngineApi, 'identify' | 'knownValues' | 'teach'>;

/** What a request stands for, and what is known of it. */
export function identityCalls({ opened, pools, knowledge, checkOpen }: EngineState): IdentityCalls {
  const read = async (
    request: ExplainRequest,
  ): Promise<{ study: StudyState; subject: Subject; game: DecidingGame }> => {
    checkOpen();
    const study = opened.studies.get(request.study);
    const subject = await openSubject(study, request, opened.pictures.get);
    return { study, subject, game: await decidingGame(study, subject, request) };
  };
  return {
    async identify(request) {
      const about = await read(request);
      return pools.using(async () =>
        identify({ ...about, request, opened: await poolFor(pools, about.study, request) }),
      );
    },

    async knownValues(request) {
      const { study, subject, game } = await read(request);
      const about = { names: study.study.outputs, subject, outputs: request.outputs };
      return known(knowledge.games(await gameId(game)), about);
    },

    async teach(request, values) {
      const { study, subject, game } = await read(request);
      learn({ knowledge, game: await gameId(game), names: study.study.outputs, subject }, values);
    },
  };
}
