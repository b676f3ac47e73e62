import { type Config, parseConfig } from '../../config/config.ts';

const NONE: Pick<Config, 'hosts' | 'shareInput' | 'lang'> = { hosts: [], shareInput: false };

/**
 * What the site says in its `oriel.config.json`, relative to `base`; where there is none that can
 * be used, no other site is allowed anything.
 */
export async function configuration(base: string): Promise<typeof NONE> {
  try {
    const response = await fetch(new URL('oriel.config.json', base));
    return response.ok ? parseConfig(await response.text()) : NONE;
  } catch {
    return NONE; // whoever serves the page is told what is wrong, by the server
  }
}
