import type { Collection, MongoClient } from "mongodb";
import type { Identity } from "../../../../handlers/authorization/identity";
import { expiresAt } from "../../../../handlers/stores/connection-store";
import { thawed } from "../../../../handlers/stores/mongodb/mongo-client";
import { roomOf, type Departure, type Member, type RoomStore } from "../room-store";
import { indexesOnce } from "./mongo-indexes";

/** A connection in a place, as MongoDB keeps it, until `expiresAt`. */
interface MemberDocument {
  place: string;
  connectionId: string;
  connectedAt: Date;
  joinedAtMs: number;
  /** As JSON: a claim's name may not be that of a field. */
  identity: string;
  expiresAt: Date;
}

type Members = Pick<RoomStore, "join" | "leave" | "member" | "members" | "roomsOf"> & {
  leaveAll: RoomStore["remove"];
};

/** Members a page. */
const PAGE_SIZE = 1000;

/** Who is where: a document for each connection in each place, in the collection `members`. */
export function mongoMembers(client: MongoClient): Members {
  const members: Collection<MemberDocument> = client
    .db(process.env.MONGODB_DATABASE)
    .collection("members");
  const createIndexes = indexesOnce(members, [
    { name: "member", key: { place: 1, connectionId: 1 }, unique: true },
    { name: "connection", key: { connectionId: 1 } },
    { name: "expiresAt", key: { expiresAt: 1 }, expireAfterSeconds: 0 },
  ]);
  return {
    async join(place, { connectionId, connectedAt, joinedAtMs, identity }) {
      await thawed();
      await createIndexes();
      const document = {
        ...{ place, connectionId, joinedAtMs },
        connectedAt: new Date(connectedAt),
        identity: JSON.stringify(identity),
        expiresAt: new Date(expiresAt(connectedAt) * 1000),
      };
      const before = await members.findOneAndReplace({ place, connectionId }, document, {
        upsert: true,
      });
      return before?.connectedAt.getTime() !== connectedAt;
    },
    async leave(place, { connectionId, connectedAt }) {
      await thawed();
      const member = { place, connectionId, connectedAt: new Date(connectedAt) };
      return (await members.deleteOne(member)).deletedCount === 1;
    },
    async leaveAll({ connectionId, connectedAt }) {
      await thawed();
      const departures: Departure[] = [];
      const all = await members
        .find({ connectionId, connectedAt: new Date(connectedAt) })
        .toArray();
      for (const document of all) {
        const { deletedCount } = await members.deleteOne({ _id: document._id });
        if (deletedCount === 1 && roomOf(document.place) !== undefined)
          departures.push({ place: document.place, member: memberOf(document) });
      }
      return departures;
    },
    async member(place, { connectionId, connectedAt }) {
      await thawed();
      const found = await members.findOne({
        ...{ place, connectionId },
        connectedAt: new Date(connectedAt),
      });
      return found ? memberOf(found) : undefined;
    },
    async *members(place, pageSize = PAGE_SIZE) {
      let afterId: string | undefined = "";
      while (afterId !== undefined) {
        await thawed();
        // A query for each page, so that no cursor stays open while a page is sent to.
        const page: MemberDocument[] = await members
          .find({ place, connectionId: { $gt: afterId }, expiresAt: { $gt: new Date() } })
          .sort({ connectionId: 1 })
          .limit(pageSize)
          .toArray();
        yield page.map(memberOf);
        afterId = page.length < pageSize ? undefined : page.at(-1)?.connectionId;
      }
    },
    async roomsOf(connectionId) {
      await thawed();
      const all = await members.find({ connectionId }).toArray();
      return all.flatMap(({ place }) => roomOf(place) ?? []);
    },
  };
}

function memberOf({ connectionId, connectedAt, joinedAtMs, identity }: MemberDocument): Member {
  return {
    ...{ connectionId, joinedAtMs },
    connectedAt: connectedAt.getTime(),
    identity: JSON.parse(identity) as Identity,
  };
}
