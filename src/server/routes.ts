import { Refusal } from './refusal.ts';

/** Where a request leads; `route` is what logs and metrics call it. */
export type Route =
  | { readonly route: '/v2/health/live' | '/v2/health/ready' | '/v1/models' | '/metrics' }
  | {
      readonly route: '/v1/models/:model' | '/v1/models/:model:predict' | '/v1/models/:model:explain';
      readonly name: string;
    }
  | { readonly route: '/v1/explanations/:id'; readonly id: string };

const plain = ['/v2/health/live', '/v2/health/ready', '/v1/models', '/metrics'] as const;

const methods: Readonly<Record<Route['route'], readonly string[]>> = {
  '/v2/health/live': ['GET', 'HEAD'],
  '/v2/health/ready': ['GET', 'HEAD'],
  '/v1/models': ['GET', 'HEAD'],
  '/metrics': ['GET', 'HEAD'],
  '/v1/models/:model': ['GET', 'HEAD'],
  '/v1/models/:model:predict': ['POST'],
  '/v1/models/:model:explain': ['POST'],
  '/v1/explanations/:id': ['GET', 'HEAD', 'DELETE'],
};

/**
 * Finds where a path leads. Names are looked up among those that are served, and never lead to a
 * file. Throws Refusal.
 */
export function routeOf(method: string, url: string): Route {
  const [path] = url.split('?');
  const found = find(path);
  if (!found) throw new Refusal('not-found');
  const allowed = methods[found.route];
  if (!allowed.includes(method)) throw new Refusal('method', { method, allowed }, { Allow: allowed.join(', ') });
  return found;
}

function find(path: string): Route | null {
  const same = plain.find((one) => one === path || `${one}/` === path);
  if (same) return { route: same };
  const [, id] = /^\/v1\/explanations\/([\da-f]{32})$/.exec(path) ?? [];
  if (id !== undefined) return { route: '/v1/explanations/:id', id };
  if (path.startsWith('/v1/explanations/')) throw new Refusal('no-explanation');
  const [, written, verb] = /^\/v1\/models\/([^/]+?)(:predict|:explain)?$/.exec(path) ?? [];
  if (written === undefined) return null;
  let name: string;
  try {
    name = decodeURIComponent(written);
  } catch {
    return null;
  }
  const route =
    verb === ':predict' || verb === ':explain' ? (`/v1/models/:model${verb}` as const) : '/v1/models/:model';
  return { route, name };
}
