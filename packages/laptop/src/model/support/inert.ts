/** Types of the package "aws" by module: `certificate` of `acm` is `aws:acm/certificate:Certificate`. */
const AWS: Record<string, string> = {
  // Names, certificates, and what stands before an API or a web site.
  acm: "certificate certificateValidation",
  apigateway: "account clientCertificate",
  apigatewayv2: "model",
  cloudfront:
    "cachePolicy distribution function keyGroup keyValueStore keyvaluestoreKey monitoringSubscription originAccessControl originAccessIdentity originRequestPolicy publicKey realtimeLogConfig responseHeadersPolicy",
  route53:
    "cidrCollection cidrLocation delegationSet healthCheck hostedZoneDnsSec keySigningKey queryLog record recordsExclusive vpcAssociationAuthorization zone zoneAssociation",
  route53domains: "delegationSignerRecord registeredDomain",
  shield: "protection protectionGroup protectionHealthCheckAssociation",
  waf: "byteMatchSet geoMatchSet ipSet rateBasedRule regexMatchSet regexPatternSet rule ruleGroup sizeConstraintSet sqlInjectionMatchSet webAcl xssMatchSet",
  wafregional:
    "byteMatchSet geoMatchSet ipSet rateBasedRule regexMatchSet regexPatternSet rule ruleGroup sizeConstraintSet sqlInjectionMatchSet webAcl webAclAssociation xssMatchSet",
  wafv2:
    "apiKey ipSet regexPatternSet ruleGroup webAcl webAclAssociation webAclLoggingConfiguration webAclRule webAclRuleGroupAssociation",

  // What watches and counts.
  applicationinsights: "application",
  budgets: "budget budgetAction",
  chatbot: "slackChannelConfiguration teamsChannelConfiguration",
  cloudtrail: "eventDataStore trail",
  cloudwatch:
    "alarmMuteRule compositeAlarm contributorInsightRule contributorManagedInsightRule eventArchive eventBusPolicy eventPermission logAnomalyDetector logDataProtectionPolicy logIndexPolicy logMetricFilter logResourcePolicy logStream metricAlarm queryDefinition",
  costexplorer: "anomalyMonitor anomalySubscription costAllocationTag costCategory",
  cur: "reportDefinition",
  dynamodb: "contributorInsights tableReplica tag",
  guardduty: "detector detectorFeature",
  accessanalyzer: "analyzer archiveRule",
  resourcegroups: "group resource",
  servicecatalog:
    "appregistryApplication appregistryAttributeGroup appregistryAttributeGroupAssociation",
  scheduler: "scheduleGroup",
  servicequotas: "serviceQuota",
  xray: "encryptionConfig group indexingRule resourcePolicy samplingRule",

  // Nothing throttles, nothing is encrypted or backed up, and code is neither signed nor patched.
  appautoscaling: "policy scheduledAction target",
  backup:
    "plan regionSettings selection vault vaultLockConfiguration vaultNotifications vaultPolicy",
  kms: "alias grant key keyPolicy replicaKey",
  lambda:
    "codeSigningConfig functionRecursionConfig layerVersionPermission runtimeManagementConfig",
  signer: "signingProfile signingProfilePermission",

  // Functions use the laptop's own network.
  ec2: "customerGateway defaultNetworkAcl defaultRouteTable defaultSecurityGroup defaultSubnet defaultVpc defaultVpcDhcpOptions egressOnlyInternetGateway eip eipAssociation flowLog internetGateway internetGatewayAttachment mainRouteTableAssociation managedPrefixList managedPrefixListEntry natGateway natGatewayEipAssociation networkAcl networkAclAssociation networkAclRule route routeTable routeTableAssociation securityGroup securityGroupAssociation securityGroupRule subnet subnetCidrReservation tag vpc vpcBlockPublicAccessExclusion vpcBlockPublicAccessOptions vpcDhcpOptions vpcDhcpOptionsAssociation vpcEndpoint vpcEndpointPolicy vpcEndpointRouteTableAssociation vpcEndpointSubnetAssociation vpcIpv4CidrBlockAssociation vpcIpv6CidrBlockAssociation vpcPeeringConnection vpcPeeringConnectionAccepter vpcSecurityGroupRulesExclusive vpnConnection vpnConnectionRoute vpnGateway vpnGatewayAttachment vpnGatewayRoutePropagation",
  vpc: "securityGroupEgressRule securityGroupIngressRule securityGroupVpcAssociation",

  // Users and images of other programs: calls to these services are refused when they are made.
  cognito:
    "identityPool identityPoolProviderPrincipalTag identityPoolRoleAttachment identityProvider managedLoginBranding managedUserPoolClient resourceServer riskConfiguration user userGroup userInGroup userPool userPoolClient userPoolDomain userPoolUICustomization",
  ecr: "accountSetting lifecyclePolicy pullThroughCacheRule registryPolicy registryScanningConfiguration replicationConfiguration repository repositoryCreationTemplate repositoryPolicy",
  ecrpublic: "repository repositoryPolicy",
  sns: "dataProtectionPolicy topic topicPolicy",

  // What is set on a resource that is listed by itself.
  s3: "accountPublicAccessBlock analyticsConfiguration bucketAccelerateConfiguration bucketAcl bucketCorsConfiguration bucketIntelligentTieringConfiguration bucketLifecycleConfiguration bucketLogging bucketMetric bucketObjectLockConfiguration bucketOwnershipControls bucketPolicy bucketPublicAccessBlock bucketRequestPaymentConfiguration bucketServerSideEncryptionConfiguration bucketVersioning bucketWebsiteConfiguration inventory",
  sqs: "redriveAllowPolicy",

  // Permissions of others than functions.
  iam: "accountAlias accountPasswordPolicy group groupMembership groupPolicy groupPolicyAttachment instanceProfile openIdConnectProvider samlProvider serviceLinkedRole user userGroupMembership userPolicy userPolicyAttachment",
};

/** Types that version 6 of the package "aws" has beside version 7's. */
const AWS_6: Record<string, string> = {
  s3: "bucketAccelerateConfigurationV2 bucketAclV2 bucketCorsConfigurationV2 bucketLifecycleConfigurationV2 bucketLoggingV2 bucketObjectLockConfigurationV2 bucketRequestPaymentConfigurationV2 bucketServerSideEncryptionConfigurationV2 bucketVersioningV2 bucketWebsiteConfigurationV2",
};

const OTHERS = [
  "awsx:ec2:Vpc",
  "cloudflare:index/dnsRecord:DnsRecord",
  "cloudflare:index/record:Record",
  // Commands are not run.
  "command:local:Command",
  "command:remote:Command",
  "command:remote:CopyFile",
  "command:remote:CopyToRemote",
  "random:index/randomBytes:RandomBytes",
  "random:index/randomId:RandomId",
  "random:index/randomInteger:RandomInteger",
  "random:index/randomPassword:RandomPassword",
  "random:index/randomPet:RandomPet",
  "random:index/randomShuffle:RandomShuffle",
  "random:index/randomString:RandomString",
  "random:index/randomUuid:RandomUuid",
  "tls:index/certRequest:CertRequest",
  "tls:index/locallySignedCert:LocallySignedCert",
  "tls:index/privateKey:PrivateKey",
  "tls:index/selfSignedCert:SelfSignedCert",
];

/** Types that may be declared and have no effect on a laptop: nothing there needs them. */
export const INERT: ReadonlySet<string> = new Set([...OTHERS, ...typesOf(AWS), ...typesOf(AWS_6)]);

function typesOf(modules: Record<string, string>): string[] {
  return Object.entries(modules).flatMap(([module, names]) =>
    names
      .split(" ")
      .map((name) => `aws:${module}/${name}:${name.charAt(0).toUpperCase()}${name.slice(1)}`),
  );
}
