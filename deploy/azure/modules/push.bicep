// The notification hub. Its keys go straight into the vault. The credentials of APNs and FCM are set by hand (README.md).
param name string
param location string
param vaultName string

resource hubs 'Microsoft.NotificationHubs/namespaces@2023-09-01' = {
  name: '${name}-push'
  location: location
  sku: { name: 'Standard' }

  resource hub 'notificationHubs' = {
    name: 'mobile'
    location: location
    properties: {}

    // Manage implies the other two, and the service wants them named.
    resource policy 'authorizationRules' = {
      name: 'product'
      properties: { rights: ['Listen', 'Manage', 'Send'] }
    }
  }
}

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: vaultName
}

resource connectionString 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'push-hub'
  properties: { value: hubs::hub::policy.listKeys().primaryConnectionString }
}

resource secondaryKey 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'push-hub-secondary-key'
  properties: { value: hubs::hub::policy.listKeys().secondaryKey }
}

output hubName string = hubs::hub.name
output connectionSecretName string = connectionString.name
output secondaryKeySecretName string = secondaryKey.name
