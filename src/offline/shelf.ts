import { cacheNameOf, PREFIX } from './can-keep.ts';
import { asFileList, type FileList, type ListedFile } from './file-list.ts';

/** What went wrong with what was last fetched. */
export interface Problem {
  /**
   * The network failed; a file is not what its list says; there is no more room; or the server has
   * no list.
   */
  readonly kind: 'network' | 'changed' | 'room' | 'list';
  readonly file: string | null;
}

/** What is kept and what is wanted, as it lies beside the files. */
export interface Wanted {
  readonly schema: 'oriel.offline/1';
  /** Whether a person or the site's configuration wants it. */
  readonly by: 'person' | 'site';
  /** Parts of the list that are kept whether or not they were used. */
  readonly parts: readonly string[];
  /** The version that is opened; null before the first is whole. */
  readonly current: string | null;
  /** The version before, for the way back. */
  readonly previous: string | null;
  /** A whole newer version, which waits until nobody uses the page. */
  readonly ready: string | null;
  /** The version that is being fetched. */
  readonly getting: string | null;
  /** The version that somebody went back from, which is not fetched again. */
  readonly refused: string | null;
  readonly problem: Problem | null;
}

export const nothingWanted: Wanted = {
  schema: 'oriel.offline/1',
  by: 'person',
  parts: [],
  current: null,
  previous: null,
  ready: null,
  getting: null,
  refused: null,
  problem: null,
};

/** Sent with a file by a server, and not true of the copy. */
const OF_THE_WAY = ['content-encoding', 'content-length', 'vary', 'date', 'connection', 'keep-alive'];

/** Where the files of one page's folder are kept in the browser, by what is in them. */
export interface Shelf {
  readonly scope: string;
  /** Name of a lock on it. */
  lock(of: string): string;
  wanted(): Promise<Wanted | null>;
  write(wanted: Wanted): Promise<void>;
  list(version: string | null): Promise<FileList | null>;
  keepList(list: FileList): Promise<void>;
  /** A copy with its headers. */
  get(file: ListedFile, version: string): Promise<Response | undefined>;
  keep(file: ListedFile, version: string, bytes: BufferSource, response: Response): Promise<void>;
  /** Of these files, those of which there is no copy. */
  missing(files: readonly ListedFile[], version: string): Promise<ListedFile[]>;
  /** Something else, under a name of its own. */
  getOther(name: string): Promise<Response | undefined>;
  keepOther(name: string, response: Response): Promise<void>;
  dropOther(name: string): Promise<void>;
  /** Deletes whatever no version in use needs. */
  clean(wanted: Wanted): Promise<void>;
  remove(): Promise<void>;
}

/** @param scope address of the page's folder, with a slash at its end */
export function createShelf(scope: string, storage: CacheStorage = caches): Shelf {
  const cacheName = cacheNameOf(scope);
  const at = (name: string): string => new URL(`.offline/${name}`, scope).href;
  const names = { wanted: at('wanted'), list: (version: string) => at(`list/${version}`) };
  // Pages say in their headers what holds where, and that may change while they do not.
  const place = ({ path, sha256 }: ListedFile, version: string): string =>
    at(`file/${path.endsWith('.html') ? `${sha256}-${version}` : sha256}`);
  const open = () => storage.open(cacheName);
  // Looking makes no cache where there is none.
  const read = (name: string) => storage.match(name, { cacheName, ignoreVary: true });
  const json = (value: unknown) =>
    new Response(JSON.stringify(value), { headers: { 'Content-Type': 'application/json' } });
  const keys = async (): Promise<Set<string>> => {
    if (!(await storage.has(cacheName))) return new Set();
    return new Set((await (await open()).keys()).map(({ url }) => url));
  };
  /** What was listed never changes. */
  const lists = new Map<string, FileList>();
  const list = async (version: string | null): Promise<FileList | null> => {
    if (version === null) return null;
    const known = lists.get(version);
    if (known) return known;
    const found = asFileList(await (await read(names.list(version)))?.json());
    if (found) lists.set(version, found);
    return found;
  };

  return {
    scope,
    lock: (of) => `${cacheName} ${of}`,
    async wanted() {
      const found = (await (await read(names.wanted))?.json()) as Wanted | undefined;
      return found?.schema === nothingWanted.schema ? found : null;
    },
    async write(wanted) {
      await (await open()).put(names.wanted, json(wanted));
    },
    list,
    async keepList(made) {
      await (await open()).put(names.list(made.version), json(made));
    },
    get: (file, version) => read(place(file, version)),
    async keep(file, version, bytes, response) {
      const headers = new Headers(response.headers);
      for (const name of OF_THE_WAY) headers.delete(name);
      await (await open()).put(place(file, version), new Response(bytes, { headers }));
    },
    async missing(files, version) {
      const there = await keys();
      return files.filter((file) => !there.has(place(file, version)));
    },
    getOther: (name) => read(at(`other/${name}`)),
    async keepOther(name, response) {
      await (await open()).put(at(`other/${name}`), response);
    },
    async dropOther(name) {
      await (await open()).delete(at(`other/${name}`));
    },
    async clean(wanted) {
      const versions = [wanted.current, wanted.previous, wanted.ready, wanted.getting].filter(
        (version) => version !== null,
      );
      const needed = new Set([names.wanted, ...versions.map(names.list)]);
      for (const version of versions)
        for (const file of (await list(version))?.files ?? []) needed.add(place(file, version));
      const others = at('other/');
      const unused = [...(await keys())].filter((name) => !needed.has(name) && !name.startsWith(others));
      const cache = await open();
      await Promise.all(unused.map((name) => cache.delete(name)));
    },
    async remove() {
      await storage.delete(cacheName);
    },
  };
}

/** Whether a cache is one that the site's configuration wants, whatever a person forgets. */
export async function isOfSite(cacheName: string, origin: string): Promise<boolean> {
  if (!cacheName.startsWith(PREFIX)) return false;
  const scope = new URL(cacheName.slice(PREFIX.length), origin).href;
  return (await createShelf(scope).wanted())?.by === 'site';
}
