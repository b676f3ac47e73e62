import { english } from '../../catalogue/english.ts';
import { createLibrary, type Oriel } from '../../library/oriel.ts';
import type { Doors } from '../sharing/doors.ts';

/** For whom work is done: what a visitor brings goes to the frame's own engine alone. */
export type Client = 'host' | 'visitor';

/** What a frame works with; each is made when it is first needed. */
export type Engines = (client: Client) => Oriel;

export function createEngines(doors: Pick<Doors, 'forHost' | 'forVisitor'>): Engines {
  const made = new Map<Client, Oriel>();
  return (client) => {
    const engine = () => (client === 'host' ? doors.forHost() : doors.forVisitor());
    const oriel = made.get(client) ?? createLibrary({ engine: engine(), language: english });
    made.set(client, oriel);
    return oriel;
  };
}
