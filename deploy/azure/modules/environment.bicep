// Where the apps run. Only private endpoints lead in.
param name string
param location string
param subnetId string
param logsId string
param zoneRedundant bool

resource environment 'Microsoft.App/managedEnvironments@2025-07-01' = {
  name: '${name}-apps'
  location: location
  properties: {
    publicNetworkAccess: 'Disabled'
    zoneRedundant: zoneRedundant
    vnetConfiguration: { infrastructureSubnetId: subnetId, internal: false }
    workloadProfiles: [{ name: 'Consumption', workloadProfileType: 'Consumption' }]
    appLogsConfiguration: { destination: 'azure-monitor' }
  }
}

resource toLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'logs'
  scope: environment
  properties: {
    workspaceId: logsId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
  }
}

output id string = environment.id
output domain string = environment.properties.defaultDomain
