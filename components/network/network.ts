import * as aws from "@pulumi/aws/config";
import { Eip } from "@pulumi/aws/ec2/eip";
import { SecurityGroup } from "@pulumi/aws/ec2/securityGroup";
import { Vpc } from "@pulumi/awsx/ec2/vpc";
import * as pulumi from "@pulumi/pulumi";

export interface NetworkArgs {
  store: "dynamodb" | "mongodb";
  /** CIDR blocks in which the MongoDB server is, with commas between them. */
  databaseAddresses: string;
}

/**
 * A VPC for functions in two Availability Zones. They reach the internet through one NAT gateway with a fixed
 * address, and DynamoDB, if it is the store, through a gateway endpoint. There is no way in.
 */
export class Network extends pulumi.ComponentResource {
  /** The public IP address that the functions' requests come from. */
  readonly address: pulumi.Output<string>;
  /** For each function. */
  readonly vpcConfig: {
    subnetIds: pulumi.Output<string[]>;
    securityGroupIds: pulumi.Output<string>[];
  };

  constructor(name: string, args: NetworkArgs, options?: pulumi.ComponentResourceOptions) {
    super("websockets-on-demand:index:Network", name, {}, options);

    // Declared apart from the VPC, so that the address survives a replacement of it.
    const eip = new Eip(name, { domain: "vpc" }, { parent: this });

    const isDynamoDb = args.store === "dynamodb";
    const vpc = new Vpc(
      name,
      {
        numberOfAvailabilityZones: 2,
        subnetStrategy: "Auto",
        natGateways: { strategy: "Single", elasticIpAllocationIds: [eip.allocationId] },
        vpcEndpointStrategy: "Auto",
        vpcEndpointSpecs: isDynamoDb
          ? [{ serviceName: `com.amazonaws.${aws.region}.dynamodb` }]
          : [],
      },
      { parent: this },
    );

    const securityGroup = new SecurityGroup(
      name,
      {
        vpcId: vpc.vpcId,
        description: "Functions: out to AWS and the database, nothing in",
        // The MongoDB server's port is in the secret URI, so allow every port above 1023.
        egress: [
          outTo(443, 443, ["0.0.0.0/0"]),
          ...(isDynamoDb ? [] : [outTo(1024, 65_535, args.databaseAddresses.split(/, ?/))]),
        ],
      },
      { parent: this },
    );

    this.address = eip.publicIp;
    this.vpcConfig = {
      subnetIds: vpc.privateSubnetIds,
      securityGroupIds: [securityGroup.id],
    };
    this.registerOutputs({ address: this.address });
  }
}

function outTo(fromPort: number, toPort: number, cidrBlocks: string[]) {
  return { protocol: "tcp", fromPort, toPort, cidrBlocks };
}
