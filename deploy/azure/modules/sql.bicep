// The database. It knows identities and no passwords; READ_COMMITTED_SNAPSHOT is on from the start in Azure SQL.
param name string
param location string
param databaseName string
@description('The Entra group whose members administer the server.')
param administrators { name: string, objectId: string }
param zoneRedundant bool

resource server 'Microsoft.Sql/servers@2021-11-01' = {
  name: name
  location: location
  properties: {
    version: '12.0'
    minimalTlsVersion: '1.2'
    publicNetworkAccess: 'Disabled'
    administrators: {
      administratorType: 'ActiveDirectory'
      azureADOnlyAuthentication: true
      login: administrators.name
      principalType: 'Group'
      sid: administrators.objectId
      tenantId: tenant().tenantId
    }
  }
}

resource database 'Microsoft.Sql/servers/databases@2021-11-01' = {
  parent: server
  name: databaseName
  location: location
  sku: { name: 'GP_Gen5', tier: 'GeneralPurpose', family: 'Gen5', capacity: 4 }
  properties: {
    zoneRedundant: zoneRedundant
    requestedBackupStorageRedundancy: zoneRedundant ? 'GeoZone' : 'Geo'
  }

  resource restorePoints 'backupShortTermRetentionPolicies' = {
    name: 'default'
    properties: { retentionDays: 35, diffBackupIntervalInHours: 12 }
  }

  resource archive 'backupLongTermRetentionPolicies' = {
    name: 'default'
    properties: { weeklyRetention: 'P5W', monthlyRetention: 'P12M' }
    dependsOn: [restorePoints]
  }
}

output serverId string = server.id
output address string = server.properties.fullyQualifiedDomainName
