import type { Clock, Timer } from "../../shared/clock";
import { closeConnection, type Connection } from "../connection";
import { IDLE_TIMEOUT_MS, MAX_CONNECTION_MS } from "../limits";

/**
 * Closes a connection after ten idle minutes, and after two hours in any case. Traffic only updates
 * `lastTrafficAt`; the timer reads it when it fires and waits for the rest.
 */
export function limitLifetime(connection: Connection, clock: Clock): { cancel(): void } {
  let idle: Timer;
  const watchIdle = (delayMs: number) => {
    idle = clock.after(delayMs, () => {
      const idleMs = clock.now() - connection.lastTrafficAt;
      if (idleMs < IDLE_TIMEOUT_MS) watchIdle(IDLE_TIMEOUT_MS - idleMs);
      else closeConnection(connection, 1001, "Going away");
    });
  };
  watchIdle(IDLE_TIMEOUT_MS);
  // Unconfirmed [two-hours]: the code and reason of the close after two hours.
  const end = clock.after(MAX_CONNECTION_MS, () => closeConnection(connection, 1001, "Going away"));
  return {
    cancel() {
      idle.cancel();
      end.cancel();
    },
  };
}
