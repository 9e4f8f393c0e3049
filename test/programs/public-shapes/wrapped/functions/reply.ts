export const reply = (body: string) => ({ statusCode: 200, body });
