/** The most time to spend drawing, because the service runs on the same machine. */
const SHARE = 0.1;

/** Draws every `minMs` milliseconds while the page is visible, and less often if drawing is slow. */
export function repeat(draw: () => void, minMs: number): void {
  const wait = (ms: number) => setTimeout(() => requestAnimationFrame(frame), ms);
  const frame = () => {
    const startedAt = performance.now();
    draw();
    const tookMs = performance.now() - startedAt;
    wait(Math.max(minMs, tookMs / SHARE));
  };
  wait(0);
}
