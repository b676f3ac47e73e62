/** Without a touch for so long, or out of sight for so long, a page counts as left. */
const UNTOUCHED = 300_000;
const UNSEEN = 60_000;

const touches = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;

/**
 * Tells when nobody uses the page, and when somebody does again. What `holds` says is lost with the
 * page keeps it in use.
 */
export function watchIdle(holds: () => boolean, tell: (idle: boolean) => void): void {
  let idle = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    if (holds()) return wait();
    idle = true;
    tell(true);
  };
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(look, document.visibilityState === 'hidden' ? UNSEEN : UNTOUCHED);
  };
  const touched = () => {
    if (idle) tell(false);
    idle = false;
    wait();
  };
  for (const type of touches) addEventListener(type, touched, { capture: true, passive: true });
  document.addEventListener('visibilitychange', () => (document.visibilityState === 'hidden' ? wait() : touched()));
  wait();
}
