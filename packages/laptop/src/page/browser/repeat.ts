/** Drawing takes at most this share of the time: the service runs on the same machine. */
const SHARE = 0.1;

/** Draws again and again while the page is seen; less often where drawing takes long. */
export function repeat(draw: () => void, leastMs: number): void {
  const wait = (ms: number) => setTimeout(() => requestAnimationFrame(frame), ms);
  const frame = () => {
    const startedAt = performance.now();
    draw();
    const tookMs = performance.now() - startedAt;
    wait(Math.max(leastMs, tookMs / SHARE));
  };
  wait(0);
}
