import { broadcast } from "../../handlers/broadcast";
import { connect } from "../../handlers/connect";
import { disconnect } from "../../handlers/disconnect";
import { dynamoConnectionStore } from "../../handlers/dynamo-connection-store";
import { managementApi } from "../../handlers/management-api";
import { webSocketHandler } from "../../handlers/web-socket-handler";

/** What is measured: the handlers of the program, composed as index.ts composes them. */
export const callbackFactory = () => {
  const store = dynamoConnectionStore();
  const gateway = managementApi();
  return webSocketHandler({
    $connect: connect(store),
    $disconnect: disconnect(store),
    $default: broadcast(store, gateway),
  });
};
