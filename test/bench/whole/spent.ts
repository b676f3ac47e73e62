/** Time that has gone by, and time that cores were busy for this process, all workers together. */
export interface Spent {
  readonly milliseconds: number;
  readonly busy: number;
}

/** Says what was spent since it was made. */
export function stopwatch(): () => Spent {
  const [start, before] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(before);
    return { milliseconds: performance.now() - start, busy: (user + system) / 1000 };
  };
}

/** What was spent on some work. */
export async function spentOn(work: () => Promise<void>): Promise<Spent> {
  const spent = stopwatch();
  await work();
  return spent();
}
