import type { HostSide } from '../host-side.ts';

/**
 * Frames of one address and sandbox on this page, in the order in which they came. The first of
 * them leads: the others use its engine.
 */
const groups: Record<string, Set<HostSide>> = {};

function link(leader: HostSide, follower: HostSide): void {
  const { port1, port2 } = new MessageChannel();
  // Where the leader takes no more for now, the other has its own: it would wait for nothing.
  follower.engine(leader.serve(port1) ? port2 : null);
}

/** To be called before a frame is asked anything. */
export function join(group: string, host: HostSide): void {
  groups[group] ??= new Set();
  const [leader] = groups[group];
  groups[group].add(host);
  if (leader) link(leader, host);
}

/** A frame is gone. Where it led, the next one does. */
export function leave(group: string, host: HostSide): void {
  const [led] = groups[group] ?? [];
  if (!groups[group]?.delete(host) || led !== host) return;
  const [leader, ...followers] = groups[group];
  leader?.engine(null);
  for (const follower of followers) link(leader, follower);
}
