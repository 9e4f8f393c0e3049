import { ChatApi } from "acme-chat-api";

const chat = new ChatApi("chat", {
  routes: {
    $default: `exports.handler = async ({ body }) => ({ statusCode: 200, body: "default " + body });`,
    shout: `exports.handler = async ({ body }) => ({ statusCode: 200, body: JSON.parse(body).text.toUpperCase() });`,
  },
});

export const url = chat.url;
