import { type Message, message } from '../catalogue/message.ts';
import type { Explanation } from '../records/record.ts';

/** Numbers of a record that stand for an output each, or for a player of an output. */
const ofOutput = ['modelOutput', 'base', 'prediction', 'additivityResidual'] as const;
const ofPlayer = ['attributions', 'standardErrors'] as const;

const whole = {
  'model.sha256': 'model',
  'input.sha256': 'input',
  'background.sha256': 'background',
  players: 'players',
  outputs: 'outputs',
  space: 'space',
  groups: 'groups',
} as const;

const isIn = <Names extends readonly string[]>(names: Names, name: string): name is Names[number] =>
  names.includes(name);

/**
 * Where two records differ, as a person calls it.
 * @param where as a comparison has it: `attributions[0][3]`
 */
export function placeWords(where: string, { outputs, players }: Pick<Explanation, 'outputs' | 'players'>): Message {
  const [, name, output, player] = /^(\w+)\[(\d+)\](?:\[(\d+)\])?$/.exec(where) ?? [];
  if (name !== undefined && isIn(ofPlayer, name) && player !== undefined)
    return message('audit.where.player', {
      what: name,
      player: players[Number(player)] ?? player,
      output: outputs[Number(output)] ?? output,
    });
  if (name !== undefined && isIn(ofOutput, name))
    return message('audit.where.output', { what: name, output: outputs[Number(output)] ?? output });
  const what = Object.hasOwn(whole, where) ? whole[where as keyof typeof whole] : 'other';
  return message('audit.where.whole', { what, name: where });
}
