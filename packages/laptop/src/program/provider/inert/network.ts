import { arn, ec2Id } from "../identifiers";
import type { Create } from "../request";
import { autoName } from "../request";

/** The beginnings of IDs of VPC parts, by their types. */
const PREFIXES: Record<string, string> = {
  egressOnlyInternetGateway: "eigw",
  flowLog: "fl",
  internetGateway: "igw",
  managedPrefixList: "pl",
  natGateway: "nat",
  networkAcl: "acl",
  route: "r-rtb",
  routeTable: "rtb",
  routeTableAssociation: "rtbassoc",
  subnet: "subnet",
  vpcEndpoint: "vpce",
  vpcPeeringConnection: "pcx",
  vpnConnection: "vpn",
  vpnGateway: "vgw",
};

/** The parts of a VPC. */
export const NETWORK: Record<string, Create> = {
  ...Object.fromEntries(
    Object.entries(PREFIXES).map(([name, prefix]) => [
      `aws:ec2/${name}:${name.charAt(0).toUpperCase()}${name.slice(1)}`,
      part(prefix),
    ]),
  ),
  "aws:ec2/vpc:Vpc": vpc,
  "aws:ec2/defaultVpc:DefaultVpc": vpc,
  "aws:ec2/eip:Eip": ({ urn }) => {
    const allocationId = ec2Id("eipalloc", urn);
    // An address of documentation, which nobody has. https://www.rfc-editor.org/rfc/rfc5737
    return { id: allocationId, defaults: {}, computed: { allocationId, publicIp: "192.0.2.1" } };
  },
  "aws:ec2/securityGroup:SecurityGroup": (request) => {
    const id = ec2Id("sg", request.urn);
    const name = autoName(request);
    return {
      id,
      defaults: { name },
      computed: { arn: arn(request, "ec2", `security-group/${id}`) },
    };
  },
};

function part(prefix: string): Create {
  return (request) => {
    const id = ec2Id(prefix, request.urn);
    return { id, defaults: {}, computed: { arn: arn(request, "ec2", `${prefix}/${id}`) } };
  };
}

function vpc(request: Parameters<Create>[0]): ReturnType<Create> {
  const id = ec2Id("vpc", request.urn);
  return {
    id,
    defaults: { cidrBlock: "172.31.0.0/16" },
    computed: {
      arn: arn(request, "ec2", `vpc/${id}`),
      mainRouteTableId: ec2Id("rtb", request.urn),
      defaultRouteTableId: ec2Id("rtb", request.urn),
      defaultNetworkAclId: ec2Id("acl", request.urn),
      defaultSecurityGroupId: ec2Id("sg", request.urn),
    },
  };
}
