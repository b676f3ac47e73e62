import { serveParent } from '../workers/spawn.ts';
import { createEvaluator } from './evaluator.ts';

serveParent(() => createEvaluator());
