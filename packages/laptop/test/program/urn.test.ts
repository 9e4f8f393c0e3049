import { equal } from "node:assert/strict";
import { qualifiedType, urnOf } from "../../src/program/urn";

// https://www.pulumi.com/docs/iac/concepts/resources/names/#urns
const STACK = "urn:pulumi:prod::shop::pulumi:pulumi:Stack::shop-prod";
const ROOM = "urn:pulumi:prod::shop::sample:index:Room::kitchen";

describe("urnOf", () => {
  it("names the stack, the project, the type and the resource", () => {
    const urn = urnOf("prod", "shop", "", "aws:dynamodb/table:Table", "orders");
    equal(urn, "urn:pulumi:prod::shop::aws:dynamodb/table:Table::orders");
  });

  it("adds nothing for a child of the stack", () => {
    const urn = urnOf("prod", "shop", STACK, "aws:dynamodb/table:Table", "orders");
    equal(urn, "urn:pulumi:prod::shop::aws:dynamodb/table:Table::orders");
  });

  it("adds the types of all parents", () => {
    const shelf = urnOf("prod", "shop", ROOM, "sample:index:Shelf", "upper");
    equal(shelf, "urn:pulumi:prod::shop::sample:index:Room$sample:index:Shelf::upper");
    equal(
      urnOf("prod", "shop", shelf, "aws:dynamodb/table:Table", "orders"),
      "urn:pulumi:prod::shop::sample:index:Room$sample:index:Shelf$aws:dynamodb/table:Table::orders",
    );
  });
});

describe("qualifiedType", () => {
  it("reads the types of a resource and its parents", () => {
    const urn = "urn:pulumi:prod::shop::sample:index:Room$sample:index:Shelf::upper";
    equal(qualifiedType(urn), "sample:index:Room$sample:index:Shelf");
  });

  it("is empty for what is no URN", () => {
    equal(qualifiedType("kitchen"), "");
  });
});
