// The file that one writes by hand, to have it bundled: what the program's closure is compared with.
import { broadcast } from "../../../handlers/broadcast/broadcast";
import { dynamoConnectionStore } from "../../../handlers/stores/dynamodb/dynamo-connection-store";
import { managementApi } from "../../../handlers/management/management-api";
import { webSocketHandler } from "../../../handlers/web-socket-handler";

const store = dynamoConnectionStore();

export const handler = webSocketHandler({ $default: broadcast(store, managementApi()) });
