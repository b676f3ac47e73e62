import { message } from '../../../../src/catalogue/message.ts';
import type { Job } from '../../../../src/engine/jobs/job.ts';
import { createKnowledge } from '../../../../src/engine/knowledge/knowledge.ts';
import type { ExplainRequest } from '../../../../src/engine/protocol.ts';
import type { StudyState } from '../../../../src/engine/studies/study.ts';
import type { Subject } from '../../../../src/engine/subjects/subject.ts';
import { balancedHierarchy } from '../../support/balanced-hierarchy.ts';

/** What a job on a picture leaves open. */
interface Given extends Pick<Job, 'pool' | 'progress'>, Partial<Omit<Job, 'pool' | 'progress' | 'request'>> {
  readonly players: number;
  readonly request: Pick<ExplainRequest, 'explainer' | 'budget'> & Partial<ExplainRequest>;
}

/** The explanation of a picture of some segments, without a picture or a model behind it. */
export function pictureJob({ players, request, ...more }: Given): Job {
  const subject = {
    masker: { kind: 'image' },
    rowsPerCoalition: 1,
    instance: new Float32Array(1),
    explained: { kind: 'image' },
    players: Array.from({ length: players }, (_, index) => `${index}`),
    idle: new Array<boolean>(players).fill(false),
    hierarchy: () => balancedHierarchy(players),
    input: { kind: 'image', sha256: '', file: 'a.png', width: 1, height: 1, picture: '', segments: '', fill: '' },
    background: null,
  } as unknown as Subject;
  const study = {
    kind: 'image',
    study: { outputs: ['cat'] },
    card: { name: 'a model', task: 'regression' },
    facts: { sha256: '', format: 'onnx', stopped: null },
    binding: { kind: 'image', finalStep: null },
  } as unknown as StudyState;
  return {
    study,
    subject,
    knowledge: createKnowledge(),
    game: 'a game',
    spent: { rows: 0, known: 0 },
    watched: false,
    request: { study: 'study-1', input: { kind: 'row', row: 0 }, outputs: 'all', seed: 1, ...request },
    structure: null,
    prepareMethod: () => Promise.reject(new Error('no structure')),
    backendWhy: message('engine.askedFor'),
    start: 0,
    time: null,
    cancelled: new Promise(() => {}),
    rest: async () => {},
    takeNote: () => null,
    ...more,
  };
}
