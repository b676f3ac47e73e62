import { message } from '../catalogue/message.ts';
import { sha256 } from '../data/hash.ts';
import { OrielError } from '../errors.ts';
import { canonicalJson } from '../records/canonical.ts';
import type { Amendment, Backing, Stored } from './backing.ts';
import { createChanges } from './changes.ts';
import { aboutOf, damaged, filesOf, type Kind, parseValue, type ValueOf } from './kinds.ts';
import { createMakingRoom, type Wish } from './making-room.ts';
import { compact, pack } from './plain.ts';
import { usageOf } from './room.ts';
import type { Entry, Meta, PutOptions, Store, StoreOptions } from './store.ts';

/** Readings are noted together, this many at a time: that something was used may be forgotten. */
const NOTED = 50;

/** What an entry takes beside its value. */
const OVERHEAD = 200;

/** The store that all three places share: checks, limits, files and changes. */
export function createStore(backing: Backing, { room, tell, now }: Required<StoreOptions>): Store {
  const changes = createChanges(backing);
  const readings = new Map<string, Amendment>();
  let closed = false;
  const check = (): void => {
    if (closed) throw new OrielError('failure-store-closed');
  };

  const noteReadings = async (): Promise<void> => {
    const amendments = [...readings.values()];
    readings.clear();
    if (amendments.length > 0) await backing.amend(amendments).catch(() => {});
  };
  const making = createMakingRoom({ backing, changes, room, tell, noteReadings });

  async function put<K extends Kind>(kind: K, key: string, given: ValueOf<K>, options: PutOptions = {}) {
    check();
    const value = compact(parseValue(kind, key, given)) as ValueOf<K>;
    const files = filesOf(kind, value).reduce((sum, { bytes }) => sum + bytes, 0);
    const alone = files > 0;
    const time = now();
    const meta: Meta = {
      kind,
      key,
      kept: options.kept ?? time,
      used: time,
      bytes: canonicalJson(pack(value)).length + OVERHEAD + files,
      pinned: options.pinned ?? false,
      about: [...new Set(aboutOf(kind, value))],
    };
    const wish: Wish = { meta, allowed: options.makeRoom ?? true, alone };
    const forbids = (present: Meta | undefined): boolean =>
      present !== undefined &&
      (options.unless === 'present' || (options.unless === 'newer' && present.kept >= meta.kept));

    const whole = async (): Promise<boolean> => {
      const before = await backing.meta(kind, key);
      if (forbids(before)) return false;
      await making.within(wish);
      const pinned = options.pinned ?? before?.pinned ?? false;
      const stored: Stored = { meta: { ...meta, pinned }, value };
      try {
        const written = await making.onDisk(wish, async () => {
          if (alone) await writeFiles(backing, stored, options);
          return backing.write({ put: stored, ...(options.unless && { when: (present) => !forbids(present) }) });
        });
        if (!written) return false;
      } catch (error) {
        await making.dropFiles([meta], alone).catch(() => {});
        throw error;
      }
      changes.announce({ what: 'put', kind, key, bytes: meta.bytes - (before?.bytes ?? 0) });
      if (before) await making.dropFiles([before], alone);
      return true;
    };
    // Files are written before the entry that names them: nobody may sweep them away between.
    return (await (alone ? backing.exclusively(whole) : whole())) === true;
  }

  async function list<K extends Kind>(kind: K, by: Parameters<Store['list']>[1] = {}): Promise<Entry<K>[]> {
    check();
    const found: Entry<K>[] = [];
    const wanted = by.limit ?? Number.POSITIVE_INFINITY;
    for (let { before } = by; found.length < wanted; ) {
      const limit = wanted - found.length;
      const page = await backing.list(kind, { ...by, before, limit });
      for (const stored of page) {
        try {
          found.push(entryOf(kind, stored));
        } catch (error) {
          if (!(error instanceof OrielError)) throw error;
          tell(error.said);
        }
      }
      if (page.length < limit) break;
      // Others stand in for those that are damaged.
      before = page[page.length - 1].meta;
    }
    return found;
  }

  return {
    where: backing.where,
    watch: changes.watch,
    put,
    list,

    async get(kind, key) {
      check();
      const stored = await backing.read(kind, key);
      if (!stored) return undefined;
      readings.set(`${kind} ${key}`, { kind, key, used: now() });
      if (readings.size >= NOTED) await noteReadings();
      return entryOf(kind, stored);
    },

    async delete(kind, key) {
      check();
      const meta = await backing.meta(kind, key);
      if (!meta) return false;
      const requests = kind === 'record' ? await backing.list('request', { about: `record ${key}` }) : [];
      await making.remove([meta, ...requests.map((request) => request.meta)], false);
      return true;
    },

    async pin(kind, key, pinned) {
      check();
      await backing.amend([{ kind, key, pinned }]);
      changes.announce({ what: 'put', kind, key, bytes: 0 });
    },

    async file(wanted) {
      check();
      const bytes = await backing.files.read(wanted);
      if (bytes && (await sha256(bytes)) !== wanted) throw damaged('file', wanted, message('store.changed'));
      return bytes;
    },

    async fileNames() {
      check();
      return backing.files.names();
    },

    async usage() {
      check();
      await noteReadings();
      const usage = usageOf(await backing.metas(), room);
      changes.counted(usage.bytes);
      return usage;
    },

    async clear() {
      check();
      readings.clear();
      await backing.exclusively(async () => {
        await backing.clear();
        for (const name of await backing.files.names()) await backing.files.remove(name);
      });
      changes.announce({ what: 'clear', kind: null, key: null, bytes: 0 });
    },

    async close() {
      if (closed) return;
      closed = true;
      changes.end();
      await noteReadings();
      await backing.close();
    },
  };
}

const entryOf = <K extends Kind>(kind: K, { meta, value }: Stored): Entry<K> => ({
  ...meta,
  kind,
  value: parseValue(kind, meta.key, value),
});

/** Writes the files that an entry names, where they are not there already, and whole. */
async function writeFiles(backing: Backing, { meta, value }: Stored, { files = [], wrote }: PutOptions): Promise<void> {
  const hashes = new Map<string, Uint8Array>();
  for (const bytes of files) hashes.set(await sha256(bytes), bytes);
  for (const { sha256: wanted, name } of filesOf(meta.kind, value)) {
    const present = await backing.files.read(wanted);
    if (present && (await sha256(present)) === wanted) {
      wrote?.(present.length);
      continue;
    }
    const bytes = hashes.get(wanted);
    if (!bytes) throw damaged(meta.kind, meta.key, message('store.fileMissing', { name }));
    await backing.files.write(wanted, bytes, wrote);
  }
}
