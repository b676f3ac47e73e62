import { type Message, message } from '../catalogue/message.ts';
import { OrielError } from '../errors.ts';

/** Players of a table: their names in order, and the player of each column. */
export interface Players {
  readonly names: readonly string[];
  /** One entry for each column. */
  readonly playerOf: Int32Array;
}

/**
 * Makes players of columns. A group is one player, at the place of its first column; every other
 * column is a player of its own. Throws `groups-invalid` for an empty group, an unknown column, a
 * column in two groups, or a group named like a column outside it.
 */
export function groupPlayers(
  columns: readonly string[],
  groups: Readonly<Record<string, readonly string[]>> | null,
): Players {
  const groupOf = new Map<string, string>();
  for (const [group, members] of Object.entries(groups ?? {})) {
    if (members.length === 0) throw invalid(message('data.groups.empty', { group }));
    for (const member of members) {
      if (!columns.includes(member)) throw invalid(message('data.groups.unknown', { column: member, group, columns }));
      if (groupOf.has(member)) throw invalid(message('data.groups.twice', { column: member }));
      groupOf.set(member, group);
    }
  }
  const names: string[] = [];
  const playerOf = new Int32Array(columns.length);
  const numberOf = new Map<string, number>();
  for (const [index, column] of columns.entries()) {
    const group = groupOf.get(column);
    if (group === undefined && groups && Object.hasOwn(groups, column))
      throw invalid(message('data.groups.name', { name: column }));
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

const invalid = (text: Message): OrielError => new OrielError('groups-invalid', { text });
