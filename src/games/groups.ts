import { OrielError } from '../errors.ts';
import { dataWords } from '../words/en.ts';

/** Players of a table: their names in order, and the player of each column. */
export interface Players {
  readonly names: readonly string[];
  /** columns.length entries. */
  readonly playerOf: Int32Array;
}

/**
 * Makes players of columns. A group is one player, placed where its first column stands; other
 * columns are players of their own. Throws `groups-invalid` for an empty group, an unknown column,
 * one used twice, or a name used twice.
 */
export function groupPlayers(
  columns: readonly string[],
  groups: Readonly<Record<string, readonly string[]>> | null,
): Players {
  const groupOf = new Map<string, string>();
  for (const [group, members] of Object.entries(groups ?? {})) {
    if (members.length === 0) throw invalid(dataWords.groups.empty(group));
    for (const member of members) {
      if (!columns.includes(member)) throw invalid(dataWords.groups.unknown(member, group, columns.join(', ')));
      if (groupOf.has(member)) throw invalid(dataWords.groups.twice(member));
      groupOf.set(member, group);
    }
  }
  const names: string[] = [];
  const playerOf = new Int32Array(columns.length);
  const numberOf = new Map<string, number>();
  for (const [index, column] of columns.entries()) {
    const group = groupOf.get(column);
    if (group === undefined && groups && Object.hasOwn(groups, column)) throw invalid(dataWords.groups.name(column));
    const name = group ?? column;
    let player = numberOf.get(name);
    if (player === undefined) {
      player = names.length;
      numberOf.set(name, player);
      names.push(name);
    }
    playerOf[index] = player;
  }
  return { names, playerOf };
}

const invalid = (text: string): OrielError => new OrielError('groups-invalid', { text });
