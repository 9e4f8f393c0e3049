import { credentials, type ServiceError } from "@grpc/grpc-js";
import { CallbacksClient } from "@pulumi/pulumi/proto/callback_grpc_pb";
import callback from "@pulumi/pulumi/proto/callback_pb";

/** A function of the program, as the program registered it. */
export type ProgramCallback = callback.Callback;

const MAX_MESSAGE_BYTES = 400 * 1024 * 1024; // The engine's own limit.

/**
 * Calls functions of the program's process: transforms and hooks.
 * https://github.com/pulumi/pulumi/blob/master/proto/pulumi/callback.proto
 */
export class ProgramCallbacks {
  readonly #clients = new Map<string, CallbacksClient>();

  /**
   * @param request and the result are Protobuf messages, which depend on what the function is for.
   * @throws with the message of what the function throws.
   */
  call(to: ProgramCallback, request: Uint8Array): Promise<Uint8Array> {
    const message = new callback.CallbackInvokeRequest().setToken(to.getToken());
    message.setRequest(request);
    return new Promise((resolve, reject) => {
      this.#client(to.getTarget()).invoke(message, (error: ServiceError | null, response) =>
        error ? reject(new Error(error.details)) : resolve(response.getResponse_asU8()),
      );
    });
  }

  close(): void {
    for (const client of this.#clients.values()) client.close();
    this.#clients.clear();
  }

  #client(target: string): CallbacksClient {
    const known = this.#clients.get(target);
    if (known) return known;
    const client = new CallbacksClient(target, credentials.createInsecure(), {
      "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
      "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
    });
    this.#clients.set(target, client);
    return client;
  }
}
