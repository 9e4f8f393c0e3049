import { ec2Id } from "./identifiers";
import type { Properties } from "../resource";

type Construct = (urn: string, inputs: Properties) => Properties;

/**
 * The outputs of a remote component, which a provider builds by a program of its own. That program does not
 * run here, so the component has IDs but no resources; one that is not known has no outputs either, and the
 * model refuses it unless the run leaves it out.
 */
export function construct(type: string, urn: string, inputs: Properties): Properties {
  return CONSTRUCT[type]?.(urn, inputs) ?? {};
}

const CONSTRUCT: Record<string, Construct> = {
  // https://www.pulumi.com/registry/packages/awsx/api-docs/ec2/vpc/
  "awsx:ec2:Vpc": (urn, inputs) => {
    const { subnetSpecs, availabilityZoneNames, numberOfAvailabilityZones } = inputs as VpcInputs;
    const zones = availabilityZoneNames?.length ?? numberOfAvailabilityZones ?? 3;
    const specs = subnetSpecs ?? [{ type: "Public" }, { type: "Private" }];
    const idsOf = (wanted: string) =>
      Array.from({ length: zones }, (_, zone) =>
        specs.flatMap(({ type, name = "" }) =>
          type === wanted ? ec2Id("subnet", `${urn} ${zone} ${type} ${name}`) : [],
        ),
      ).flat();
    return {
      vpcId: ec2Id("vpc", urn),
      publicSubnetIds: idsOf("Public"),
      privateSubnetIds: idsOf("Private"),
      isolatedSubnetIds: idsOf("Isolated"),
    };
  },
};

interface VpcInputs {
  subnetSpecs?: { type: string; name?: string }[];
  availabilityZoneNames?: string[];
  numberOfAvailabilityZones?: number;
}
