import { english } from '../../catalogue/english.ts';
import { message } from '../../catalogue/message.ts';
import { placeOf, type Sequence } from '../../data/tables/sequence.ts';
import { OrielError } from '../../errors.ts';
import type { SequenceChoice } from '../protocol.ts';

/** Columns by the player that they are part of. */
type Groups = Readonly<Record<string, readonly string[]>>;

/**
 * The groups of columns that a request plays with: its own, or those of a sequence's features or
 * steps; null where each column is a player, as those beside a sequence always are. Objects put
 * names that are numbers first, so nothing goes by the order of groups: players stand as their
 * columns do.
 *
 * Throws `request-invalid` where it asks for both, and where there is no sequence.
 */
export function playedGroups(
  sequence: Sequence | null,
  columns: readonly string[],
  { groups, sequence: choice }: { readonly groups?: Groups | null; readonly sequence?: SequenceChoice },
): Groups | null {
  if (!choice) return groups ?? null;
  if (!sequence) throw new OrielError('request-invalid', { text: message('engine.noSequence') });
  if (groups) throw new OrielError('request-invalid', { text: message('engine.sequenceGroups') });
  const { players } = choice;
  if (players === 'cell') return null;
  const made = new Map<string, string[]>();
  const places = columns.map((_, at) => placeOf(sequence, at));
  const beside = new Set(columns.filter((_, at) => !places[at]));
  for (const [at, column] of columns.entries()) {
    const place = places[at];
    if (!place) continue;
    const [step, feature] = place;
    const own = players === 'step' ? stepOf(sequence, step) : sequence.features[feature];
    const name = beside.has(own) ? english.say('engine.wholeSequence', { name: own }) : own;
    const members = made.get(name);
    if (members) members.push(column);
    else made.set(name, [column]);
  }
  return Object.fromEntries(made);
}

/** Names of players are part of records, so they are English everywhere. */
const stepOf = ({ first }: Sequence, step: number): string => english.say('engine.step', { n: first + step });
