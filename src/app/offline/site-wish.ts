import type { KeepOptions } from '../../offline/offline.ts';

/** What a site wants kept; `nothing`; or `unknown`, where its configuration could not be read. */
export type SiteWish = Pick<KeepOptions, 'examples'> | 'nothing' | 'unknown';

/**
 * What the answer to the question for the site's configuration says: of a kiosk, the examples that
 * it shows. Only the configuration, or that there is none, says that nothing is wanted; a server
 * that fails says nothing.
 */
export async function siteWish(response: Response | null): Promise<SiteWish> {
  if (response?.status === 404) return 'nothing';
  const text = response?.ok ? await response.text().catch(() => null) : null;
  if (text === null) return 'unknown';
  if (!/"(offline|kiosk)"/.test(text)) return 'nothing';
  try {
    const { parseConfig } = await import('../../config/config.ts');
    const { offline, kiosk } = parseConfig(text);
    if (!offline) return 'nothing';
    const isKiosk = Object.hasOwn(JSON.parse(text), 'kiosk');
    return isKiosk ? { examples: kiosk.examples } : {};
  } catch {
    return 'unknown'; // the server says what is wrong
  }
}
