import { partitionOf, regionalName } from "../../../shared/aws-names";
import { arn, globalArn, hash, serviceOf, uuid } from "../identifiers";
import { autoName, type Create } from "../request";

/** Buckets and repositories, and web access lists. */
export const STORED: Record<string, Create> = {
  "aws:ecr/repository:Repository": (request) => {
    const name = autoName(request);
    const { accountId: registryId, region } = request;
    return {
      id: name,
      defaults: { name },
      computed: {
        arn: arn(request, "ecr", `repository/${name}`),
        registryId,
        repositoryUrl: `${registryId}.dkr.ecr.${regionalName(region)}/${name}`,
      },
    };
  },
  "aws:s3/bucket:Bucket": bucket,
  "aws:s3/bucketV2:BucketV2": bucket,
  "aws:s3/bucketObject:BucketObject": object,
  "aws:s3/bucketObjectv2:BucketObjectv2": object,
  "aws:wafv2/webAcl:WebAcl": (request) => {
    const id = uuid(request.urn);
    const name = autoName(request);
    const scope = request.inputs.scope === "CLOUDFRONT" ? "global" : "regional";
    return {
      id,
      defaults: { name },
      computed: { arn: arn(request, serviceOf(request.type), `${scope}/webacl/${name}/${id}`) },
    };
  },
};

function bucket(request: Parameters<Create>[0]): ReturnType<Create> {
  const { inputs, urn, name, naming, region } = request;
  const id = typeof inputs.bucket === "string" ? inputs.bucket : naming(urn, name).toLowerCase();
  const { dnsSuffix } = partitionOf(region);
  // https://docs.aws.amazon.com/general/latest/gr/s3.html#s3_website_region_endpoints
  const websiteDomain = `s3-website-${region}.${dnsSuffix}`.replace("website-cn-", "website.cn-");
  return {
    id,
    defaults: { bucket: id },
    computed: {
      arn: globalArn({ ...request, accountId: "" }, "s3", id),
      bucketDomainName: `${id}.s3.${dnsSuffix}`,
      bucketRegionalDomainName: `${id}.s3.${regionalName(region)}`,
      websiteDomain,
      websiteEndpoint: `${id}.${websiteDomain}`,
      region,
    },
  };
}

function object(request: Parameters<Create>[0]): ReturnType<Create> {
  const { inputs, name, urn } = request;
  const key = typeof inputs.key === "string" ? inputs.key : name;
  const path = `${String(inputs.bucket)}/${key}`;
  return {
    id: path,
    defaults: { key },
    computed: {
      arn: globalArn({ ...request, accountId: "" }, "s3", path),
      etag: hash(urn, 32),
      versionId: "null",
    },
  };
}
