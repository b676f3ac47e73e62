// Which modules lie in one file: each file costs a request, and small ones compress badly. What a
// page, the engine's worker and the evaluators' load from the start is in a few, by who loads it.

/** @typedef {import('rolldown').CodeSplittingOptions} CodeSplittingOptions */
/** @typedef {{ readonly importedIds: readonly string[], readonly dynamicallyImportedIds: readonly string[] }} Info */
/** @typedef {(id: string) => Info | null} GetInfo */

/**
 * What a module imports, however indirectly: from the start, or sooner or later.
 * @param {string} entry @param {'importedIds' | 'dynamicallyImportedIds'} until @param {GetInfo} info
 */
function importedBy(entry, until, info) {
  const found = new Set([entry]);
  for (const id of found) {
    const { importedIds = [], dynamicallyImportedIds = [] } = info(id) ?? {};
    for (const each of importedIds) found.add(each);
    if (until === 'dynamicallyImportedIds') for (const each of dynamicallyImportedIds) found.add(each);
  }
  return found;
}

/** The files, those first that others need. */
const files = ['shared', 'common', 'workers', 'engine', 'evaluator', 'page'];

/**
 * @param {Readonly<Record<string, string>>} entries paths of modules by the names of their files
 * @returns {CodeSplittingOptions}
 */
export function chunksOf(entries) {
  /** @type {Set<string> | undefined} */
  let atOnce;
  /** @type {Record<string, Set<string>>} */
  let everything = {};
  /** @param {string} id @param {GetInfo} info */
  const fileOf = (id, info) => {
    if (!atOnce) {
      const first = ['index', 'engine.worker', 'evaluator.worker'].map((name) => entries[name]);
      atOnce = new Set(first.flatMap((path) => [...importedBy(path, 'importedIds', info)]));
      const all = Object.entries(entries);
      everything = Object.fromEntries(
        all.map(([name, path]) => [name, importedBy(path, 'dynamicallyImportedIds', info)]),
      );
    }
    if (!atOnce.has(id) || Object.values(entries).includes(id)) return null;
    const { index, 'engine.worker': engine, 'evaluator.worker': evaluator, ...others } = everything;
    // A page that only draws charts has no need of the rest.
    if (Object.values(others).some((each) => each.has(id))) return 'shared';
    if (index.has(id)) return engine.has(id) || evaluator.has(id) ? 'common' : 'page';
    if (engine.has(id)) return evaluator.has(id) ? 'workers' : 'engine';
    return 'evaluator';
  };
  return {
    groups: files.map((file, at) => ({
      debugName: file,
      priority: files.length - at,
      name: (id, context) => (fileOf(id, (each) => context.getModuleInfo(each)) === file ? file : null),
    })),
  };
}
