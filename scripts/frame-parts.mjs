// Which files the widget's frame is made of beyond its first words. By itself, the bundler makes a
// file of whatever is shared in the same way, which came to forty-four: four frames on a page asked
// for nearly two hundred, and waited longer for them than for their engine.

import { join } from 'node:path';
import { root } from './install.mjs';

const at = (/** @type {string} */ path) => join(root, path);
const pages = ['index.html', 'kiosk.html', 'conformance.html'].map(at);

/** @typedef {import('rolldown').ModuleInfo} ModuleInfo */

/**
 * All modules that come with these.
 * @param {readonly string[]} ids
 * @param {(id: string) => ModuleInfo | null} infoOf
 * @param {boolean} also those that are loaded later
 */
function closure(ids, infoOf, also) {
  const found = new Set(ids);
  // A set that grows is gone through to its end.
  for (const id of found) {
    const info = infoOf(id);
    for (const next of info?.importedIds ?? []) found.add(next);
    for (const next of (also && info?.dynamicallyImportedIds) || []) found.add(next);
  }
  return found;
}

/**
 * Three files, apart from what pages begin with: what the whole page loads with its first answer,
 * what other pages load later, and what no other page does.
 * @returns {import('rolldown').CodeSplittingGroup}
 */
export function frameParts() {
  /** @type {Record<'later' | 'first' | 'answer' | 'others', Set<string>> | null} */
  let known = null;
  return {
    debugName: 'frame',
    name(id, chunks) {
      /** @param {string} of */
      const infoOf = (of) => chunks.getModuleInfo(of);
      known ??= {
        later: closure([at('src/embed/frame/page.ts')], infoOf, false),
        first: closure([at('embed.html'), ...pages], infoOf, false),
        answer: closure([at('src/app/page.ts')], infoOf, false),
        others: closure(pages, infoOf, true),
      };
      if (!known.later.has(id) || known.first.has(id)) return null;
      if (known.answer.has(id)) return 'answer';
      return known.others.has(id) ? 'oriel' : 'frame';
    },
    // Nothing that pages begin with is drawn in, nor anything that is loaded later still.
    includeDependenciesRecursively: false,
  };
}
