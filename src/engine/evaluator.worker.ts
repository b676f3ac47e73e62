import { createEvaluator } from './evaluator.ts';
import { serveParent } from './spawn.ts';

serveParent(() => createEvaluator());
