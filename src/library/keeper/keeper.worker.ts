import { serveParent } from '../../engine/workers/serve-parent.ts';
import { keeperWork } from './keeper-work.ts';

serveParent(keeperWork);
