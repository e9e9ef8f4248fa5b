// API Management. The policy decides what passes; the operations are wildcards, since the paths and both versions are the product's own.
param name string
param location string
param publisherEmail string
param subnetId string
param backendUrl string
@description('Only requests of this Front Door are answered.')
param frontDoorId string
param units int

var methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

resource gateway 'Microsoft.ApiManagement/service@2024-05-01' = {
  name: name
  location: location
  sku: { name: 'StandardV2', capacity: units }
  properties: {
    publisherName: 'Mobile'
    publisherEmail: publisherEmail
    virtualNetworkType: 'External'
    virtualNetworkConfiguration: { subnetResourceId: subnetId }
  }
}

resource frontDoor 'Microsoft.ApiManagement/service/namedValues@2024-05-01' = {
  parent: gateway
  name: 'front-door-id'
  properties: { displayName: 'front-door-id', value: frontDoorId, secret: false }
}

resource problem 'Microsoft.ApiManagement/service/policyFragments@2024-05-01' = {
  parent: gateway
  name: 'mobile-problem'
  properties: { format: 'xml', value: loadTextContent('../../apim/problem.xml') }
}

resource api 'Microsoft.ApiManagement/service/apis@2024-05-01' = {
  parent: gateway
  name: 'mobile'
  properties: {
    displayName: 'Mobile'
    path: ''
    protocols: ['https']
    serviceUrl: backendUrl
    subscriptionRequired: false
  }

  resource operations 'operations' = [
    for method in methods: {
      name: toLower(method)
      properties: { displayName: method, method: method, urlTemplate: '/*' }
    }
  ]

  resource policy 'policies' = {
    name: 'policy'
    properties: { format: 'xml', value: loadTextContent('../../apim/policy.xml') }
    dependsOn: [frontDoor, problem]
  }
}
