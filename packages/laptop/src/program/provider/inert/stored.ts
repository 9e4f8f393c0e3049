import { arn, hash, serviceOf, uuid } from "../identifiers";
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
        repositoryUrl: `${registryId}.dkr.ecr.${region}.amazonaws.com/${name}`,
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
  return {
    id,
    defaults: { bucket: id },
    computed: {
      arn: `arn:aws:s3:::${id}`,
      bucketDomainName: `${id}.s3.amazonaws.com`,
      bucketRegionalDomainName: `${id}.s3.${region}.amazonaws.com`,
      websiteDomain: `s3-website-${region}.amazonaws.com`,
      websiteEndpoint: `${id}.s3-website-${region}.amazonaws.com`,
      region,
    },
  };
}

function object({ inputs, name, urn }: Parameters<Create>[0]): ReturnType<Create> {
  const key = typeof inputs.key === "string" ? inputs.key : name;
  const path = `${String(inputs.bucket)}/${key}`;
  return {
    id: path,
    defaults: { key },
    computed: { arn: `arn:aws:s3:::${path}`, etag: hash(urn, 32), versionId: "null" },
  };
}
