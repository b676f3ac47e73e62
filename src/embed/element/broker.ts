import type { HostSide } from '../host-side.ts';

/**
 * Frames of one address and sandbox on this page, in the order in which they came. The first of
 * them leads: the others use its engine.
 */
const groups: Record<string, HostSide[]> = {};

function link(leader: HostSide, follower: HostSide): void {
  const { port1, port2 } = new MessageChannel();
  // Where the leader takes no more for now, the other has its own: it would wait for nothing.
  follower.engine(leader.serve(port1) ? port2 : null);
}

/** To be called before a frame is asked anything. */
export function join(group: string, host: HostSide): void {
  groups[group] ??= [];
  const members = groups[group];
  if (members.push(host) > 1) link(members[0], host);
}

/** A frame is gone. Where it led, the next one does. */
export function leave(group: string, host: HostSide): void {
  const members = groups[group] ?? [];
  groups[group] = members.filter((each) => each !== host);
  const [leader, ...followers] = groups[group];
  if (members[0] !== host || !leader) return;
  leader.engine(null);
  for (const follower of followers) link(leader, follower);
}
