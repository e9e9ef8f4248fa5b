// One network: the apps, the gateway's way in to them, and the private endpoints of what they use.
param name string
param location string

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: '${name}-network'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.40.0.0/16'] }
    subnets: [
      {
        name: 'apps'
        properties: {
          addressPrefix: '10.40.0.0/23'
          delegations: [{ name: 'apps', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      }
      {
        name: 'gateway'
        properties: {
          addressPrefix: '10.40.2.0/27'
          delegations: [{ name: 'gateway', properties: { serviceName: 'Microsoft.Web/serverFarms' } }]
          networkSecurityGroup: { id: gatewayRules.id }
        }
      }
      {
        name: 'endpoints'
        properties: { addressPrefix: '10.40.3.0/27' }
      }
    ]
  }

  resource apps 'subnets' existing = { name: 'apps' }
  resource gateway 'subnets' existing = { name: 'gateway' }
  resource endpoints 'subnets' existing = { name: 'endpoints' }
}

// The gateway's subnet must have a group; its default rules let the network and outgoing calls pass.
resource gatewayRules 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: '${name}-gateway-rules'
  location: location
  properties: {}
}

output networkId string = network.id
output addresses string = '10.40.0.0/16'
output appsSubnetId string = network::apps.id
output gatewaySubnetId string = network::gateway.id
output endpointsSubnetId string = network::endpoints.id
