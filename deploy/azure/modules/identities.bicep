// Two identities: what serves may read and write rows, what migrates may also change the schema.
param name string
param location string

resource runtime 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-runtime'
  location: location
}

resource migration 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-migration'
  location: location
}

output runtimeName string = runtime.name
output runtimeId string = runtime.id
output runtimeClientId string = runtime.properties.clientId
output runtimePrincipalId string = runtime.properties.principalId
output migrationName string = migration.name
output migrationId string = migration.id
output migrationClientId string = migration.properties.clientId
output migrationPrincipalId string = migration.properties.principalId
