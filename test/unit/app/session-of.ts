import type { EngineApi, Study } from '../../../src/engine/protocol.ts';
import { createSession, type Session } from '../../../src/library/session.ts';
import { creditStudy } from './make.ts';

/** A session whose engine is this one, and in which a model with these facts is open. */
export async function sessionOf(given: Partial<EngineApi>, study: Study = creditStudy): Promise<Session> {
  const api = {
    openModel: async () => ({ handle: 'model-1', facts: {} }),
    study: async () => study,
    ...given,
  } as unknown as EngineApi;
  const engine = { api: () => api, isInUse: (other: EngineApi) => other === api, end() {} };
  const session = createSession({ engine, kept: async () => null, tell() {} });
  await session.open({ model: await session.openModel({ name: 'gbt.onnx', url: '' }) });
  return session;
}
