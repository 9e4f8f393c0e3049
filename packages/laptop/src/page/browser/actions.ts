/** Sends an action to the service. @throws Error with the service's message if it fails. */
export type Act = (action: string, input?: Record<string, unknown>) => Promise<unknown>;

export function actions(token: string): Act {
  return async (action, input = {}) => {
    const response = await fetch("/page.actions", {
      method: "POST",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      body: JSON.stringify({ action, ...input }),
    });
    const answer = (await response.json()) as { error?: string };
    if (!response.ok) throw new Error(answer.error ?? `Status ${response.status}`);
    return answer;
  };
}
