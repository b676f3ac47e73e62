// Every message between the library, the engine's worker and the evaluators' workers.

export type * from './protocol/counterfactuals.ts';
export type * from './protocol/engine-api.ts';
export type * from './protocol/evaluator-api.ts';
export type * from './protocol/explaining.ts';
export type * from './protocol/files.ts';
export type * from './protocol/inquiries.ts';
export type * from './protocol/inspecting.ts';
export type * from './protocol/listing.ts';
export type * from './protocol/studies.ts';
