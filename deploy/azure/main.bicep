// Everything that production needs in one resource group. Deployed first without an image: the foundation; then with one (../README.md).
@description('The start of every name; lower case letters and digits, at most 11.')
@minLength(3)
@maxLength(11)
param name string
param location string = resourceGroup().location
@description('Tag or digest of the image in the registry, such as mobile:1.4.0; empty for the foundation alone.')
param image string = ''
@description('Gives the image to the migration job alone; the apps keep theirs.')
param onlyMigration bool = false
@description('The OpenID Connect issuer where users and staff sign in.')
param authority string
@description('The client ids of the apps, separated by commas.')
param audience string
@description('The client id of the dashboard.')
param clientId string
@description('Whether the vault has the dashboard client\'s secret under the name auth-client-secret.')
param hasClientSecret bool = false
@description('The Entra group whose members administer the database.')
param databaseAdministrators { name: string, objectId: string }
param publisherEmail string
param zoneRedundant bool = true
param gatewayUnits int = 1

var unique = take(uniqueString(resourceGroup().id), 8)
var databaseName = 'mobile'
var gatewayName = '${name}-gateway-${unique}'
var apiName = '${name}-api'
var adminName = '${name}-admin'
var collectorName = '${name}-collector'
var hasImage = !empty(image)
var releases = hasImage && !onlyMigration

// Addresses that the ingress of Container Apps uses inside of an environment.
var ingressAddresses = '100.100.0.0/16'

module identities 'modules/identities.bicep' = {
  params: { name: name, location: location }
}

module network 'modules/network.bicep' = {
  params: { name: name, location: location }
}

module vault 'modules/vault.bicep' = {
  params: { name: '${name}-${unique}', location: location, readerPrincipalIds: [identities.outputs.runtimePrincipalId] }
}

module registry 'modules/registry.bicep' = {
  params: {
    name: '${name}${unique}'
    location: location
    pullerPrincipalIds: [identities.outputs.runtimePrincipalId, identities.outputs.migrationPrincipalId]
  }
}

module observability 'modules/observability.bicep' = {
  params: { name: name, location: location, vaultName: vault.outputs.name }
}

module sql 'modules/sql.bicep' = {
  params: {
    name: '${name}-sql-${unique}'
    location: location
    databaseName: databaseName
    administrators: databaseAdministrators
    zoneRedundant: zoneRedundant
  }
}

module push 'modules/push.bicep' = {
  params: { name: '${name}-${unique}', location: location, vaultName: vault.outputs.name }
}

module containers 'modules/environment.bicep' = {
  params: {
    name: name
    location: location
    subnetId: network.outputs.appsSubnetId
    logsId: observability.outputs.logsId
    zoneRedundant: zoneRedundant
  }
}

var privateResources = [
  { name: 'vault', id: vault.outputs.id, group: 'vault', zone: 'privatelink.vaultcore.azure.net' }
  { name: 'sql', id: sql.outputs.serverId, group: 'sqlServer', zone: 'privatelink${az.environment().suffixes.sqlServerHostname}' }
  { name: 'apps', id: containers.outputs.id, group: 'managedEnvironments', zone: 'privatelink.${location}.azurecontainerapps.io' }
]

module endpoints 'modules/endpoint.bicep' = [
  for i in range(0, 3): {
    params: {
      name: '${name}-${privateResources[i].name}-endpoint'
      location: location
      networkId: network.outputs.networkId
      subnetId: network.outputs.endpointsSubnetId
      resourceId: privateResources[i].id
      groupId: privateResources[i].group
      zoneName: privateResources[i].zone
    }
  }
]

module edge 'modules/edge.bicep' = {
  params: {
    name: '${name}-${unique}'
    location: location
    gatewayHost: '${gatewayName}.azure-api.net'
    dashboardHost: '${adminName}.${containers.outputs.domain}'
    environmentId: containers.outputs.id
  }
}

module gateway 'modules/gateway.bicep' = {
  params: {
    name: gatewayName
    location: location
    publisherEmail: publisherEmail
    subnetId: network.outputs.gatewaySubnetId
    backendUrl: 'https://${apiName}.${containers.outputs.domain}'
    frontDoorId: edge.outputs.frontDoorId
    units: gatewayUnits
  }
}

module collector 'modules/collector.bicep' = if (releases) {
  params: {
    name: collectorName
    location: location
    environmentId: containers.outputs.id
    identityId: identities.outputs.runtimeId
    vaultUri: vault.outputs.uri
    insightsSecretName: observability.outputs.insightsSecretName
  }
  dependsOn: [endpoints]
}

// A managed identity signs in, so that the connection string has nothing to keep secret.
var database = 'Server=tcp:${sql.outputs.address},1433;Database=${databaseName};Encrypt=True;Authentication=Active Directory Managed Identity;User Id='
var signIn = [
  { name: 'Auth__Authority', value: authority }
  { name: 'Auth__Audience', value: audience }
  { name: 'Auth__ClientId', value: clientId }
]
var settings = concat(
  signIn,
  [
    { name: 'Database__Engine', value: 'sqlserver' }
    { name: 'Database__ConnectionString', value: '${database}${identities.outputs.runtimeClientId}' }
    { name: 'Push__NotificationHubs__Hub', value: push.outputs.hubName }
    { name: 'Push__NotificationHubs__ConnectionString', secretRef: 'push-hub' }
    { name: 'Push__NotificationHubs__SecondaryKey', secretRef: 'push-hub-secondary-key' }
    { name: 'Push__NotificationHubs__Telemetry', value: 'true' }
    { name: 'Proxy__KnownNetworks', value: '${network.outputs.addresses},${ingressAddresses}' }
    { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', value: 'http://${collectorName}:4317' }
  ],
  hasClientSecret ? [{ name: 'Auth__ClientSecret', secretRef: 'auth-client-secret' }] : []
)
var secretNames = concat(
  [push.outputs.connectionSecretName, push.outputs.secondaryKeySecretName],
  hasClientSecret ? ['auth-client-secret'] : []
)
var roles = [
  { name: apiName, role: 'api', min: 2, max: 10 }
  { name: adminName, role: 'admin', min: 1, max: 2 }
  { name: '${name}-worker', role: 'worker', min: 1, max: 3 }
]

module apps 'modules/app.bicep' = [
  for part in roles: if (releases) {
    params: {
      name: part.name
      location: location
      environmentId: containers.outputs.id
      image: '${registry.outputs.loginServer}/${image}'
      registryServer: registry.outputs.loginServer
      identityId: identities.outputs.runtimeId
      settings: settings
      vaultUri: vault.outputs.uri
      secretNames: secretNames
      role: part.role
      minReplicas: part.min
      maxReplicas: part.max
    }
    dependsOn: [endpoints, collector]
  }
]

module migration 'modules/migration.bicep' = if (hasImage) {
  params: {
    name: '${name}-migrate'
    location: location
    environmentId: containers.outputs.id
    image: '${registry.outputs.loginServer}/${image}'
    registryServer: registry.outputs.loginServer
    identityId: identities.outputs.migrationId
    settings: concat(signIn, [
      { name: 'Database__Engine', value: 'sqlserver' }
      { name: 'Database__ConnectionString', value: '${database}${identities.outputs.migrationClientId}' }
    ])
  }
  dependsOn: [endpoints]
}

output registry string = registry.outputs.loginServer
output apiHost string = edge.outputs.apiHost
output dashboardHost string = edge.outputs.dashboardHost
output runtimeIdentity string = identities.outputs.runtimeName
output migrationIdentity string = identities.outputs.migrationName
