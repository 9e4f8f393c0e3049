const words = await Promise.resolve(["good", "morning"]);

export const handler = async ({ body }) => ({
  statusCode: 200,
  body: `${[...words, body].join(" ")} of ${process.env.ACCOUNT}`,
});
