import * as v from 'valibot';
import { type Message, message } from '../catalogue/message.ts';
import { foreign, OrielError } from '../errors.ts';
import { HOSTS } from '../limits.ts';
import { isSpoken, KioskSchema, kioskProblem, notSpoken } from './kiosk.ts';
import { originOf } from './origin.ts';

/** What `oriel.config.json` may say. */
export const ConfigSchema = v.strictObject({
  /** Origins whose pages may hold Oriel in a frame, beside its own. */
  hosts: v.optional(v.pipe(v.array(v.string()), v.maxLength(HOSTS)), []),
  /** Whether a host is given the texts and photos that visitors bring to its frame. */
  shareInput: v.optional(v.boolean(), false),
  /** BCP 47, for visitors whose browsers want no language that there is. Left out: English. */
  lang: v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z]{2,3}(-[A-Za-z]{2})?$/), v.check(isSpoken))),
  /** Whether browsers keep the page for use without a network; left out: in a kiosk they do. */
  offline: v.optional(v.boolean()),
  /** How it is where anybody may walk up to it (`?kiosk`). */
  kiosk: v.optional(KioskSchema, {}),
});

/** The settings of a site that has Oriel. */
export type Config = v.InferOutput<typeof ConfigSchema>;

/**
 * Reads the text of `oriel.config.json`: origins in the form in which browsers have them, each
 * once. Throws `config-invalid`, which names the field and says what to write.
 */
export function parseConfig(text: string, file = 'oriel.config.json'): Config {
  const refuse = (what: Message): never => {
    throw new OrielError('config-invalid', { file, text: what });
  };
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    // Some engines quote the text, lines and all.
    return refuse(message('config.notJson', { text: foreign(error).replace(/\s+/g, ' ') }));
  }
  if (Array.isArray(json)) return refuse(message('config.notObject'));
  // To the schema, a list is an object without fields.
  if (Array.isArray((json as { kiosk?: unknown } | null)?.kiosk)) return refuse(kioskProblem(undefined));
  const { success, output, issues } = v.safeParse(ConfigSchema, json);
  if (!success) return refuse(problem(issues[0]));
  const hosts = output.hosts.map((host) => {
    const origin = originOf(host);
    if (origin === null) return refuse(message('config.notOrigin', { host }));
    if (origin === 'insecure') return refuse(message('config.insecure', { host }));
    return origin;
  });
  const offline = output.offline ?? Object.hasOwn(Object(json), 'kiosk');
  return { ...output, hosts: [...new Set(hosts)], offline };
}

/** What is wrong with the first field that the schema refuses. */
function problem(issue: v.BaseIssue<unknown>): Message {
  const fields = Object.keys(ConfigSchema.entries);
  const path = issue.path?.map(({ key }) => String(key)) ?? [];
  if (path.length === 0) return message('config.notObject');
  if (!fields.includes(path[0])) return message('config.unknownField', { field: path[0], fields: fields.join(', ') });
  if (path[0] === 'kiosk') return kioskProblem(path[1], issue.type === 'check' ? String(issue.input) : undefined);
  if (path[0] === 'shareInput' || path[0] === 'offline') return message('config.notYesNo', { field: path[0] });
  if (path[0] === 'lang' && issue.type === 'check') return notSpoken('lang', String(issue.input));
  if (path[0] === 'lang') return message('config.notLanguage', { field: path[0] });
  if (issue.type === 'max_length') return message('config.tooManyHosts', { most: HOSTS });
  return message('config.notOrigins');
}
