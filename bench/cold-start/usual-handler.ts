// The file that one writes by hand, to have it bundled: what the program's closure is compared with.
import { broadcast } from "../../handlers/broadcast";
import { connect } from "../../handlers/connect";
import { disconnect } from "../../handlers/disconnect";
import { dynamoConnectionStore } from "../../handlers/dynamo-connection-store";
import { managementApi } from "../../handlers/management-api";
import { webSocketHandler } from "../../handlers/web-socket-handler";

const store = dynamoConnectionStore();

export const handler = webSocketHandler({
  $connect: connect(store),
  $disconnect: disconnect(store),
  $default: broadcast(store, managementApi()),
});
